// SPDX-License-Identifier: Apache-2.0
// scrypt (RFC 7914), with which key files are encrypted: browsers have none. PBKDF2 is WebCrypto's; the mixing is here.
import { Fault } from './fault'

const MEMORY_MAX_BYTES = 64 << 20
const PARALLEL_MAX = 64

export interface ScryptCost {
  n: number
  r: number
  p: number
}

async function pbkdf2(passphrase: Uint8Array, salt: Uint8Array, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(passphrase), 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations: 1 }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, size * 8))
}

const QUARTERS = [
  [0, 4, 8, 12], [5, 9, 13, 1], [10, 14, 2, 6], [15, 3, 7, 11],
  [0, 1, 2, 3], [5, 6, 7, 4], [10, 11, 8, 9], [15, 12, 13, 14],
] as const

/* Clause 3: four double rounds on 16 words, added to what they were. */
function salsa208(x: Uint32Array, scratch: Uint32Array): void {
  const add = (to: number, a: number, b: number, shift: number) => {
    const sum = ((scratch[a] as number) + (scratch[b] as number)) | 0
    scratch[to] = (scratch[to] as number) ^ ((sum << shift) | (sum >>> (32 - shift)))
  }
  scratch.set(x)
  for (let round = 0; round < 4; round++)
    for (const [a, b, c, d] of QUARTERS) {
      add(b, a, d, 7)
      add(c, b, a, 9)
      add(d, c, b, 13)
      add(a, d, c, 18)
    }
  for (let i = 0; i < 16; i++) x[i] = (x[i] as number) + (scratch[i] as number)
}

/* Clause 4: B has 2 r blocks of 16 words; OUT gets the even ones first. */
function blockMix(b: Uint32Array, out: Uint32Array, r: number, scratch: Uint32Array): void {
  const x = b.slice((2 * r - 1) * 16)
  for (let i = 0; i < 2 * r; i++) {
    for (let j = 0; j < 16; j++) x[j] = (x[j] as number) ^ (b[i * 16 + j] as number)
    salsa208(x, scratch)
    out.set(x, ((i >> 1) + (i & 1 ? r : 0)) * 16)
  }
}

/* Clause 5. */
function roMix(block: Uint32Array, { n, r }: ScryptCost): void {
  const words = 32 * r
  const v = new Uint32Array(n * words)
  const scratch = new Uint32Array(16)
  let x = block
  let y = new Uint32Array(words)
  const swap = () => {
    blockMix(x, y, r, scratch)
    const old = x
    x = y
    y = old as Uint32Array<ArrayBuffer>
  }
  for (let i = 0; i < n; i++) {
    v.set(x, i * words)
    swap()
  }
  for (let i = 0; i < n; i++) {
    const from = ((x[words - 16] as number) & (n - 1)) * words
    for (let k = 0; k < words; k++) x[k] = (x[k] as number) ^ (v[from + k] as number)
    swap()
  }
  block.set(x.slice())
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true))
}

function bytesOf(words: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  words.forEach((word, i) => view.setUint32(i * 4, word, true))
  return new Uint8Array(view.buffer)
}

/** SIZE bytes of key. Refuses costs that no file of ours has. */
export async function scrypt(
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: ScryptCost,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { n, r, p } = cost
  const whole = [n, r, p].every((number) => Number.isSafeInteger(number) && number > 0)
  if (!whole || n < 2 || (n & (n - 1)) !== 0 || n * r * 128 > MEMORY_MAX_BYTES || p > PARALLEL_MAX) throw new Fault('file-method')
  const blocks = wordsOf(await pbkdf2(passphrase, salt, p * 128 * r))
  for (let i = 0; i < p; i++) {
    const block = blocks.slice(i * 32 * r, (i + 1) * 32 * r)
    roMix(block, cost)
    blocks.set(block, i * 32 * r)
  }
  return pbkdf2(passphrase, bytesOf(blocks), size)
}
