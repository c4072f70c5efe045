// SPDX-License-Identifier: Apache-2.0
// Plays a ledger by the definitions' own recursion (RFC 6962, clause 2.1), which shares nothing with the code.
import { beforeAll, describe, expect, test } from 'vitest'
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import * as ledger from './ledger'

const text = new TextEncoder()
const hash = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest())
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const leaf = (entry: Uint8Array): Uint8Array => hash(Uint8Array.of(0), entry)

function half(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}
function rootOf(entries: Uint8Array[]): Uint8Array {
  const [only] = entries
  if (!only) return hash()
  if (entries.length === 1) return leaf(only)
  const k = half(entries.length)
  return hash(Uint8Array.of(1), rootOf(entries.slice(0, k)), rootOf(entries.slice(k)))
}
function pathOf(index: number, entries: Uint8Array[]): Uint8Array[] {
  if (entries.length <= 1) return []
  const k = half(entries.length)
  return index < k
    ? [...pathOf(index, entries.slice(0, k)), rootOf(entries.slice(k))]
    : [...pathOf(index - k, entries.slice(k)), rootOf(entries.slice(0, k))]
}
function tileOf(entries: Uint8Array[]): Uint8Array {
  return Uint8Array.from(entries.flatMap((entry) => [entry.length >> 8, entry.length & 255, ...entry]))
}

const name = 'dcjs.ny.example/ledger'
let line: string
let id: Uint8Array
let secret: KeyObject

beforeAll(() => {
  const pair = generateKeyPairSync('ed25519')
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const typed = Uint8Array.from([1, ...raw])
  secret = pair.privateKey
  id = hash(text.encode(`${name}\n`), typed).slice(0, 4)
  line = `${name}+${Buffer.from(id).toString('hex')}+${base64(typed)}`
})

function note(entries: Uint8Array[], origin = name): string {
  const body = `${origin}\n${entries.length}\n${base64(rootOf(entries))}\n`
  const signature = sign(null, text.encode(body), secret)
  return `${body}\n\u2014 ${name} ${base64(Uint8Array.from([...id, ...signature]))}\n`
}
function entriesTo(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => text.encode(`{"kind":"submission","n":${index}}`))
}
function files(entries: Uint8Array[]): ledger.Fetch {
  return async (path) => {
    const [, number = '', width] = /^tile\/entries\/(\d{3})(?:\.p\/(\d+))?$/.exec(path) ?? []
    const all = entries.slice(Number(number) * 256, Number(number) * 256 + 256)
    if (width && Number(width) !== all.length) throw new Error('404')
    return tileOf(all)
  }
}
async function readAll(fetch: ledger.Fetch, checkpoint: ledger.Checkpoint): Promise<number> {
  let count = 0
  for await (const entry of ledger.readLedger(fetch, checkpoint)) count += entry.length > 0 ? 1 : 0
  return count
}

describe('checkpoint', () => {
  test('is read when its key has signed it', async () => {
    const entries = entriesTo(5)
    const read = await ledger.readCheckpoint(note(entries), await ledger.readVerifier(line))
    expect(read.size).toBe(5)
    expect(read.root).toEqual(rootOf(entries))
  })
  test('is refused when anything of it was changed', async () => {
    const verifier = await ledger.readVerifier(line)
    const good = note(entriesTo(5))
    await expect(ledger.readCheckpoint(good.replace('\n5\n', '\n6\n'), verifier)).rejects.toThrow('signature')
    await expect(ledger.readCheckpoint(good.replace(/\u2014.*/, ''), verifier)).rejects.toThrow()
    await expect(ledger.readCheckpoint(good.trimEnd(), verifier)).rejects.toThrow('note')
    await expect(ledger.readCheckpoint(note(entriesTo(5), 'other.example/l'), verifier)).rejects.toThrow('other.example')
  })
  test("a key's id must be its own", async () => {
    await expect(ledger.readVerifier(line.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).rejects.toThrow('id')
    await expect(ledger.readVerifier('nothing')).rejects.toThrow()
  })
})

describe('tree', () => {
  test('has the root of the definition at every size', async () => {
    const tree = new ledger.Tree()
    const entries = entriesTo(70)
    for (let size = 0; size < entries.length; size++) {
      expect(await tree.root()).toEqual(rootOf(entries.slice(0, size)))
      await tree.add(await ledger.leafHash(entries[size] as Uint8Array))
    }
  })
  test('proofs lead to the root, for every leaf of every size to 20; changed ones do not', async () => {
    for (let size = 1; size <= 20; size++) {
      const entries = entriesTo(size)
      for (let index = 0; index < size; index++) {
        const proof = pathOf(index, entries)
        const from = leaf(entries[index] as Uint8Array)
        expect(await ledger.rootOfInclusion(from, index, size, proof)).toEqual(rootOf(entries))
        if (proof.length === 0) continue
        await expect(ledger.rootOfInclusion(from, index, size, proof.slice(1))).rejects.toThrow()
        await expect(ledger.rootOfInclusion(from, index, size, [...proof, from])).rejects.toThrow()
        expect(await ledger.rootOfInclusion(leaf(text.encode('x')), index, size, proof)).not.toEqual(rootOf(entries))
      }
    }
  })
})

describe('tiles', () => {
  test('are named as tlog-tiles has it', () => {
    expect([0, 67, 999, 1000, 1234067].map(ledger.tileName)).toEqual(['000', '067', '999', 'x001/000', 'x001/x234/067'])
  })
  test('give every entry, and the end says whether they were the right ones', async () => {
    const verifier = await ledger.readVerifier(line)
    for (const count of [0, 1, 255, 256, 257, 600]) {
      const entries = entriesTo(count)
      const checkpoint = await ledger.readCheckpoint(note(entries), verifier)
      expect(await readAll(files(entries), checkpoint)).toBe(count)
      if (count === 0) continue
      const forged = [...entries.slice(0, -1), text.encode('{"kind":"match"}')]
      await expect(readAll(files(forged), checkpoint)).rejects.toThrow('entries')
      await expect(readAll(files(entries.slice(0, -1)), checkpoint)).rejects.toThrow('tile')
    }
  })
  test('that end in the middle of an entry are refused', () => {
    expect(() => ledger.entriesOf(Uint8Array.of(0, 5, 1))).toThrow('tile')
  })
})
