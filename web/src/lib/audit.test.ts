// SPDX-License-Identifier: Apache-2.0
// The whole check on a ledger that is played here: what it finds, that figures follow from the entries, and that nothing
// comes of a ledger that does not hold.
import { describe, expect, test } from 'vitest'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { audit, type Order } from './audit'
import { readLines } from './opening'
import { canonical, type Definitions, type Leaf, type Report } from './recompute'

const text = new TextEncoder()
const hash = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest())
const definitions = JSON.parse(
  readFileSync(new URL('../../../data/statistics/definitions-2.json', import.meta.url), 'utf8'),
) as Definitions

function keyOf(name: string, type: number) {
  const pair = generateKeyPairSync('ed25519')
  const typed = Uint8Array.from([type, ...pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)])
  const id = hash(text.encode(`${name}\n`), typed).slice(0, 4)
  const line = `${name}+${Buffer.from(id).toString('hex')}+${Buffer.from(typed).toString('base64')}`
  const mark = (body: string, before: Uint8Array = new Uint8Array()): string => {
    const signature = sign(null, text.encode(body), pair.privateKey)
    return `\u2014 ${name} ${Buffer.concat([id, before, signature]).toString('base64')}\n`
  }
  return { line, mark }
}
const node = keyOf('dcjs.ny.example/ledger', 1)
const witness = keyOf('witness.example/w1', 4)

function rootOf(list: Uint8Array[]): Uint8Array {
  if (list.length <= 1) return list[0] ?? hash()
  let k = 1
  while (k * 2 < list.length) k *= 2
  return hash(Uint8Array.of(1), rootOf(list.slice(0, k)), rootOf(list.slice(k)))
}

/** A ledger's files, whose entries may be other ones than were signed. */
function play(signed: Leaf[], served: Leaf[] = signed): (path: string) => Promise<Uint8Array> {
  const entries = (leaves: Leaf[]): Uint8Array[] => leaves.map((leaf) => text.encode(canonical(leaf)))
  const root = rootOf(entries(signed).map((entry) => hash(Uint8Array.of(0), entry)))
  const body = `dcjs.ny.example/ledger\n${signed.length}\n${Buffer.from(root).toString('base64')}\n`
  const at = Buffer.alloc(8)
  at.writeBigUInt64BE(1307000000n)
  const cosigned = `cosignature/v1\ntime 1307000000\n${body}`
  const note = `${body}\n${node.mark(body)}${witness.mark(cosigned, at)}`
  return async (path) => {
    if (path === 'checkpoint') return text.encode(note)
    return Uint8Array.from(entries(served).flatMap((entry) => [entry.length >> 8, entry.length & 255, ...entry]))
  }
}

const leaves: Leaf[] = [
  { kind: 'submission', month: '2011-05', level: 'none', state: 'US-NY' },
  { kind: 'decision', month: '2011-05', stage: 'send', effect: 'allowed', level: 'none', state: 'US-NY', agreement: 'aa' },
  { kind: 'disclosure', month: '2011-05', side: 'out', what: 'search', partner: 'b8d4', agreement: 'aa', disclosure: '1' },
  { kind: 'disclosure', month: '2011-05', side: 'in', what: 'answer', partner: 'b8d4', agreement: 'aa', disclosure: '2' },
  { kind: 'disclosure', month: '2011-05', side: 'out', what: 'search', partner: 'b8d4', agreement: 'aa', disclosure: '3' },
  {
    kind: 'decision',
    month: '2011-06',
    stage: 'send',
    effect: 'denied',
    clauses: 'participation',
    level: 'none',
    state: 'US-NY',
    agreement: 'aa',
  },
]
const order: Order = { key: node.line, witnesses: [witness.line], definitions, threshold: 0 }

describe('a ledger that holds', () => {
  test('says what it is made of', async () => {
    const steps: number[] = []
    const finding = await audit(order, play(leaves), (done) => steps.push(done))
    expect(finding.size).toBe(6)
    expect(finding.kinds).toEqual([
      ['decision', 2],
      ['disclosure', 3],
      ['submission', 1],
    ])
    expect(finding.exchange).toEqual([
      { partner: 'b8d4', month: '2011-05', what: 'in answer', count: 1 },
      { partner: 'b8d4', month: '2011-05', what: 'out search', count: 2 },
    ])
    expect(finding.denied).toEqual([{ agreement: 'aa', month: '2011-06', effect: 'denied', stage: 'send', count: 1 }])
    expect(finding.witnesses).toEqual([{ name: 'witness.example/w1', cosigned: 1307000000, trouble: null }])
    expect(steps).toEqual([0, 6])
    const report = JSON.parse(finding.report) as Report
    expect(report.rows.map((row) => `${row.period} ${row.figure} ${row.count}`)).toEqual([
      '2011-05 submitted 1',
      '2011-05 searched 1',
      '2011-06 refused 1',
    ])
  })
  test('of a witness whose key is another it says so', async () => {
    const other = keyOf('witness.example/w1', 4)
    const finding = await audit({ ...order, witnesses: [other.line, 'nothing'] }, play(leaves), () => undefined)
    expect(finding.witnesses[0]?.cosigned).toBeNull()
    expect(finding.witnesses[1]?.trouble).toMatchObject({ code: 'key-form', unheld: false })
  })
})

test('an auditor’s lines have the level that later ones corrected, and the leaf as it is', async () => {
  const all = [...leaves, { kind: 'reclassification', month: '2011-06', of: 0, level: 'level-3' }]
  const lines = await readLines(node.line, play(all))
  expect(lines.map(({ level }) => level)).toEqual(['level-3', 'none', '', '', '', 'none', 'level-3'])
  expect(lines[0]?.leaf.level).toBe('none')
  await expect(readLines(node.line, play(all, leaves))).rejects.toThrow()
})

describe('nothing is found', () => {
  const fails = (fetch: (path: string) => Promise<Uint8Array>, key = node.line): Promise<string> =>
    audit({ ...order, key }, fetch, () => undefined).then(
      () => 'found',
      (error: unknown) => String(error),
    )
  test('when an entry was changed', async () => {
    const changed = leaves.map((leaf, index) => (index === 5 ? { ...leaf, effect: 'allowed' } : leaf))
    expect(await fails(play(leaves, changed))).toContain('entries')
  })
  test('when another key has signed', async () => {
    expect(await fails(play(leaves), keyOf('dcjs.ny.example/ledger', 1).line)).toContain('unsigned')
  })
  test('when a line cannot be read', async () => {
    const unread = [{ kind: 5, month: '2011-05' } as unknown as Leaf]
    expect(await fails(play(unread))).toContain('line 0')
  })
})
