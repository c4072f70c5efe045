// SPDX-License-Identifier: Apache-2.0
// Random ledgers counted here and by tests/statistics/recount.py, which shares nothing with this code (the node's own
// program is held to the same script): the same bytes. The leaves follow the lists of docs/ledger-leaves.md.
import { describe, expect, test } from 'vitest'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonical, Tally, type Definitions, type Leaf, type Report } from './recompute'

const root = new URL('../../../', import.meta.url).pathname
const fileOf = (version: number): string => `${root}data/statistics/definitions-${version}.json`
const definitionsOf = (version: number): Definitions => JSON.parse(readFileSync(fileOf(version), 'utf8')) as Definitions

/** Numbers that look like chance and are the same each time (mulberry32). */
function dice(seed: number): <T>(list: T[]) => T {
  let state = seed
  return (list) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return list[((mixed ^ (mixed >>> 14)) >>> 0) % list.length] as (typeof list)[number]
  }
}

const levels = ['none', 'level-3', 'level-2', 'level-1', 'unknown']
const states = ['US-NY', 'US-MA', 'US-IL', 'US-WY']
const withLevel = ['submission', 'decision', 'match', 'discretion']
const makers: Record<string, (draw: ReturnType<typeof dice>) => Record<string, string>> = {
  submission: (draw) => ({ level: draw(levels), state: draw(states) }),
  decision: (draw) => {
    const effect = draw(['allowed', 'allowed', 'withheld', 'denied'])
    return {
      stage: draw(['send', 'search', 'answer', 'release', 'onward']),
      effect,
      level: draw(levels),
      ...(draw([true, true, false]) && { state: draw(states) }),
      ...(effect !== 'allowed' && { clauses: draw(['exclusion', 'exclusion witness', 'in-force', 'participation']) }),
    }
  },
  match: (draw) => ({
    outcome: draw(['match', 'none']),
    level: draw(levels),
    state: draw(states),
    elapsed: draw(['hour', 'day', 'week', 'longer']),
  }),
  review: (draw) => ({
    outcome: draw(['identification', 'exclusion', 'inconclusive']),
    seeded: draw(['no', 'no', 'correct', 'wrong', 'undecided', 'identified', 'excluded']),
    state: draw(states),
    elapsed: draw(['hour', 'day']),
  }),
  discretion: (draw) => ({ outcome: draw(['release', 'decline']), level: draw(levels), state: draw(states) }),
  erasure: (draw) => ({ reason: draw(['expungement', 'retention', 'correction']), state: draw(states) }),
  challenge: (draw) => ({ outcome: draw(['received', 'upheld', 'dismissed']), state: draw(states) }),
}

function leavesOf(seed: number, count: number, months: string[]): Leaf[] {
  const draw = dice(seed)
  const leaves: Leaf[] = []
  for (let index = 0; index < count; index++) {
    const month = months[Math.floor((index * months.length) / count)] as string
    const earlier = leaves.flatMap((leaf, at) => (withLevel.includes(leaf.kind) ? [at] : []))
    if (earlier.length > 0 && draw([true, ...Array<boolean>(30).fill(false)])) {
      leaves.push({ kind: 'reclassification', month, of: String(draw(earlier)), level: draw(levels) })
      continue
    }
    const kind = draw(['submission', 'submission', 'decision', 'decision', ...Object.keys(makers)])
    leaves.push({ kind, month, ...makers[kind]?.(draw) })
  }
  return leaves
}

/** The same by the script. Its leaves name others by number, as the ledger's entries do. */
function recounted(leaves: Leaf[], version: number, threshold: number): Report {
  const folder = mkdtempSync(join(tmpdir(), 'recount-'))
  const file = join(folder, 'leaves')
  try {
    const entries = leaves.map((leaf) => canonical(leaf.of === undefined ? leaf : { ...leaf, of: Number(leaf.of) }))
    writeFileSync(file, entries.map((entry) => `${entry}\n`).join(''))
    const given = ['--leaves', file, '--definitions', fileOf(version), '--threshold', String(threshold)]
    const script = `${root}tests/statistics/recount.py`
    return JSON.parse(execFileSync('python3', [script, ...given, '--format', 'json'], { encoding: 'utf8' })) as Report
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function counted(leaves: Leaf[], version: number, threshold: number): Report {
  const tally = new Tally(definitionsOf(version))
  for (const leaf of leaves) tally.add(leaf)
  return tally.report(threshold)
}

/* A row says what it is broken down by and nothing else; `period` there is always. */
const year = ['2010-11', '2010-12', '2011-01', '2011-02', '2011-03', '2011-04', '2011-05', '2011-06', '2011-07']

describe('the same bytes as the script', () => {
  for (const [seed, count, version, threshold] of [
    [1, 0, 2, 5],
    [2, 12, 2, 5],
    [3, 300, 2, 5],
    [4, 900, 2, 0],
    [5, 900, 2, 3],
    [6, 2500, 2, 5],
    [7, 900, 1, 5],
  ] as const)
    test(`${count} leaves, definitions ${version}, threshold ${threshold}`, () => {
      const leaves = leavesOf(seed, count, year)
      expect(canonical(counted(leaves, version, threshold))).toBe(canonical(recounted(leaves, version, threshold)))
    })
})

test('a correction of what does not stand before it is an error', () => {
  const tally = new Tally(definitionsOf(2))
  expect(() => tally.add({ kind: 'reclassification', month: '2011-01', of: '4', level: 'none' })).toThrow('correction 0 4')
})

test('canonical form', () => {
  expect(canonical({ b: [1, null, 'ü'], a: { d: true, c: '"' } })).toBe('{"a":{"c":"\\"","d":true},"b":[1,null,"ü"]}')
})
