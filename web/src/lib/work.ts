// SPDX-License-Identifier: Apache-2.0
// The work that the node asks for before it takes something from the public: a second of the browser's, so that nobody
// hands in thousands. Nothing is measured, stored or sent about who does it.
import { canonical, type Json } from './canonical'

export interface Asked {
  bits: number
  rounds: number
}

/** The salt for BODY, which has no `work` yet, at TARGET: the hash of an agreement or the id of a petition. */
export async function saltOf(body: { [member: string]: Json }, target: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = `tenprint-work/1\n${target}\n${canonical(body)}`
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

export function zeroBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first] as number) - 24
}

/** BODY with its work; TOLD hears now and then how often it was tried. */
export async function work<B extends { [member: string]: Json }>(
  body: B,
  target: string,
  asked: Asked,
  told?: (tries: number) => void,
): Promise<B & { work: string }> {
  const salt = await saltOf(body, target)
  for (let tries = 0; ; tries++) {
    const secret = new TextEncoder().encode(String(tries))
    const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: asked.rounds }
    const bits = new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))
    if (zeroBits(bits) >= asked.bits) return { ...body, work: String(tries) }
    if (tries % 64 === 63) told?.(tries + 1)
  }
}
