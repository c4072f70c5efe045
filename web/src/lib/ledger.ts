// SPDX-License-Identifier: Apache-2.0
// Checks a published ledger in the browser, with nothing but its key: signature of the checkpoint (C2SP signed-note,
// tlog-checkpoint), entries in tiles (C2SP tlog-tiles), and the tree above them (RFC 6962, clause 2.1). Hashes and
// signatures are WebCrypto's. What does not hold is `Unheld`; what cannot be read or asked for, another error.
import { Fault, Unheld } from './fault'

export interface Verifier {
  name: string
  id: Uint8Array
  key: Uint8Array
  /** A witness's: its signatures bear a time. */
  cosigns: boolean
}
export interface Checkpoint {
  origin: string
  size: number
  root: Uint8Array
}

const TILE = 256
const SIGNS_NOTES = 1
const COSIGNS = 4
const MAX_SIZE = Number.MAX_SAFE_INTEGER

export function fromBase64(text: string): Uint8Array {
  let bytes: string
  try {
    bytes = atob(text)
  } catch {
    throw new Fault('base64')
  }
  if (btoa(bytes) !== text) throw new Fault('base64')
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

export function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/* Browsers have it on pages by HTTPS, and of this machine. */
function subtle(): SubtleCrypto {
  if (!globalThis.crypto?.subtle) throw new Fault('insecure')
  return crypto.subtle
}

export async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await subtle().digest('SHA-256', join(...parts)))
}

/** For what WebCrypto refuses: browsers had no Ed25519 for long. */
export function unknownHere(error: unknown): never {
  throw error instanceof Error && error.name === 'NotSupportedError' ? new Fault('browser') : error
}

const utf8 = new TextEncoder()

/** Reads "name+id+base64", and checks that the id is that of the name and the key. */
export async function readVerifier(line: string): Promise<Verifier> {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim())
  if (!match) throw new Fault('key-form')
  const [, name = '', idText = '', keyText = ''] = match
  const typed = fromBase64(keyText)
  const cosigns = typed[0] === COSIGNS
  if (typed.length !== 33 || (!cosigns && typed[0] !== SIGNS_NOTES)) throw new Fault('key-kind')
  const id = (await sha256(utf8.encode(`${name}\n`), typed)).slice(0, 4)
  if (idText !== Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join(''))
    throw new Fault('key-id')
  return { name, id, key: typed.slice(1), cosigns }
}

export async function isSignedBy(verifier: Verifier, body: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = await subtle().importKey('raw', join(verifier.key), 'Ed25519', false, ['verify']).catch(unknownHere)
  return subtle().verify('Ed25519', key, join(signature), join(body))
}

/** The text of a signed note, and what each line below it says. */
export function splitNote(note: string): { body: string; signatures: { name: string; bytes: Uint8Array }[] } {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) throw new Fault('note')
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => {
      const match = /^\u2014 (\S+) (\S+)$/.exec(line)
      if (!match) throw new Fault('note')
      return { name: match[1] ?? '', bytes: fromBase64(match[2] ?? '') }
    })
  return { body: note.slice(0, end + 1), signatures }
}

/** Reads a signed checkpoint; VERIFIER must have signed it. */
export async function readCheckpoint(note: string, verifier: Verifier): Promise<Checkpoint> {
  const { body, signatures } = splitNote(note)
  const [origin = '', sizeText = '', rootText = ''] = body.split('\n')
  if (origin !== verifier.name) throw new Unheld('origin', { origin, name: verifier.name })
  let signed = false
  for (const { name, bytes } of signatures) {
    if (verifier.cosigns || name !== verifier.name || !isSame(bytes.slice(0, 4), verifier.id)) continue
    if (!(await isSignedBy(verifier, utf8.encode(body), bytes.slice(4)))) throw new Unheld('signature')
    signed = true
  }
  if (!signed) throw new Unheld('unsigned')
  const size = Number(sizeText)
  const root = fromBase64(rootText)
  if (!/^(0|[1-9]\d*)$/.test(sizeText) || size > MAX_SIZE || root.length !== 32) throw new Fault('note')
  return { origin, size, root }
}

export function leafHash(entry: Uint8Array): Promise<Uint8Array> {
  return sha256(Uint8Array.of(0), entry)
}
export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return sha256(Uint8Array.of(1), left, right)
}

/** A tree that grows leaf by leaf: the roots of its whole subtrees, the largest first. */
export class Tree {
  size = 0
  #roots: Uint8Array[] = []

  async add(leaf: Uint8Array): Promise<void> {
    let hash = leaf
    for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2))
      hash = await nodeHash(this.#roots.pop() as Uint8Array, hash)
    this.#roots.push(hash)
    this.size++
  }
  async root(): Promise<Uint8Array> {
    if (this.size === 0) return sha256()
    let hash: Uint8Array | null = null
    for (const root of [...this.#roots].reverse()) hash = hash ? await nodeHash(root, hash) : root
    return hash as Uint8Array
  }
}

/** The root that PROOF leads to from the leaf at INDEX of a tree of SIZE (RFC 9162, clause 2.1.3.2). */
export async function rootOfInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: Uint8Array[],
): Promise<Uint8Array> {
  if (index >= size) throw new Unheld('proof')
  let node = index
  let last = size - 1
  let hash = leaf
  for (const step of proof) {
    if (last === 0) throw new Unheld('proof')
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(step, hash)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else {
      hash = await nodeHash(hash, step)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  if (last !== 0) throw new Unheld('proof')
  return hash
}

/** A line as the node serves it, with what it says proves it. */
export interface ProvedLine {
  index: number
  entry: string
  proof: string[]
  checkpoint: string
}

/** That the line is in the tree of its checkpoint, which the VERIFIER's key has signed. */
export async function checkIncluded(line: ProvedLine, verifier: string): Promise<void> {
  const checkpoint = await readCheckpoint(line.checkpoint, await readVerifier(verifier))
  const leaf = await leafHash(new TextEncoder().encode(line.entry))
  const root = await rootOfInclusion(leaf, line.index, checkpoint.size, line.proof.map(fromBase64))
  if (!isSame(root, checkpoint.root)) throw new Unheld('root')
}

/** "000", "x001/234" and so on, as tlog-tiles writes the number of a tile. */
export function tileName(index: number): string {
  const groups: string[] = []
  let rest = index
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'))
    rest = Math.floor(rest / 1000)
  } while (rest > 0)
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
}

/** The entries of a tile: each after its length in two bytes. */
export function entriesOf(tile: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = []
  for (let at = 0; at < tile.length; ) {
    const length = ((tile[at] ?? 0) << 8) | (tile[at + 1] ?? 0)
    if (at + 2 + length > tile.length) throw new Unheld('tile')
    entries.push(tile.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return entries
}

/** Where the ledger's files are; given by the page, so that tests can play a ledger. */
export type Fetch = (path: string) => Promise<Uint8Array>

async function readTile(fetch: Fetch, index: number, width: number): Promise<Uint8Array[]> {
  const path = `tile/entries/${tileName(index)}`
  const tile = await (width === TILE ? fetch(path) : fetch(`${path}.p/${width}`).catch(() => fetch(path)))
  const entries = entriesOf(tile)
  if (entries.length < width) throw new Unheld('tile')
  return entries.slice(0, width)
}

/** Every entry of the ledger, in order, each hashed into the tree; at the end the tree's root must be CHECKPOINT's. */
export async function* readLedger(fetch: Fetch, checkpoint: Checkpoint): AsyncGenerator<Uint8Array> {
  const tree = new Tree()
  for (let index = 0; index * TILE < checkpoint.size; index++) {
    for (const entry of await readTile(fetch, index, Math.min(TILE, checkpoint.size - index * TILE))) {
      await tree.add(await leafHash(entry))
      yield entry
    }
  }
  if (!isSame(await tree.root(), checkpoint.root)) throw new Unheld('entries')
}
