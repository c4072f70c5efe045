// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { checkLeaves, readCode, type Statement } from './statement'

describe('a code', () => {
  test('is read however it was typed', () => {
    const code = '7K2MQ-04XTA-9ZC3W-HB8RD'
    for (const typed of [code, '7k2mq 04xta 9zc3w hb8rd', ' 7K2MQO4XTA9ZC3WHB8RD\n', '7K2MQ\u201304XTA\u20139ZC3W\u2013HB8RD'])
      expect(readCode(typed)).toBe(code)
    expect(readCode('1IL00-00000-00000-00000')).toBe('11100-00000-00000-00000')
  })
  test('that lacks letters or has others is none', () => {
    for (const typed of ['', '7K2MQ-04XTA', '7K2MQ-04XTA-9ZC3W-HB8RDX', '7K2MQ-04XTA-9ZC3W-HB8R?', 'UUUUU-UUUUU-UUUUU-UUUUU'])
      expect(readCode(typed)).toBeNull()
  })
})

describe('lines of the ledger', () => {
  const text = new TextEncoder()
  const hash = (...parts: Uint8Array[]): Uint8Array =>
    new Uint8Array(parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest())
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  const name = 'dcjs.ny.example/ledger'
  const pair = generateKeyPairSync('ed25519')
  const typed = Uint8Array.from([1, ...pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)])
  const id = hash(text.encode(`${name}\n`), typed).slice(0, 4)
  const key = `${name}+${Buffer.from(id).toString('hex')}+${base64(typed)}`
  const [one, two] = ['{"kind":"submission"}', '{"kind":"match"}'] as const
  const leaves = [one, two].map((entry) => hash(Uint8Array.of(0), text.encode(entry))) as [Uint8Array, Uint8Array]
  const root = hash(Uint8Array.of(1), ...leaves)
  const body = `${name}\n2\n${base64(root)}\n`
  const signature = Uint8Array.from([...id, ...sign(null, text.encode(body), pair.privateKey)])
  const ledger = (entry: string): Statement['ledger'] => ({
    words: '',
    origin: name,
    size: 2,
    root: '',
    checkpoint: body,
    leaves: [
      { words: '', index: 0, entry, proof: [base64(leaves[1])] },
      { words: '', index: 2 },
    ],
  })
  const by = {
    key,
    note: () => Promise.resolve(`${body}\n\u2014 ${name} ${base64(signature)}\n`),
    growth: () => Promise.resolve([base64(leaves[1])]),
  }
  test('are proved, or wait to be published', async () => {
    expect(await checkLeaves(ledger(one), by)).toEqual({ proved: 1, waiting: 1 })
  })
  test('are proved when the ledger has grown since', async () => {
    const before = { ...ledger(one), checkpoint: `${name}\n1\n${base64(leaves[0])}\n` }
    const alone = { ...before, leaves: [{ words: '', index: 0, entry: one, proof: [] }] }
    expect(await checkLeaves(alone, by)).toEqual({ proved: 1, waiting: 0 })
  })
  test('of a ledger that nobody signed are found', async () => {
    const other = { ...ledger(one), checkpoint: `${name}\n2\n${base64(leaves[0])}\n` }
    await expect(checkLeaves(other, by)).rejects.toThrow('roots')
  })
  test('that were changed are found', async () => {
    await expect(checkLeaves(ledger('{"kind":"erasure"}'), by)).rejects.toThrow('shown 0')
  })
})
