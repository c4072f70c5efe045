// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkOpened, countByCounty, isCommitted, type Line } from './opening'
import type { Definitions, Leaf, Report } from './recompute'

// Computed by Python's hmac from the sentence in docs/ledger-leaves.md.
const commitment = 'b5b0b7a3169db66dd8742e8633229264bfa1cfe5d4514add836986486fdb7e10'
const leaf: Leaf = { commitment, kind: 'submission', level: 'none', month: '2011-06', state: 'US-NY' }
const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const record = { time: '2011-06-01T12:34:56Z', county: 'US-NY-027' }

test('an opening fits its line, whatever the order of its members', async () => {
  expect(await isCommitted(leaf, { key, record })).toBe(true)
})

test('another county, time, key or line does not fit', async () => {
  expect(await isCommitted(leaf, { key, record: { ...record, county: 'US-NY-029' } })).toBe(false)
  expect(await isCommitted(leaf, { key, record: { county: record.county } })).toBe(false)
  expect(await isCommitted(leaf, { key: key.replace('1f', '1e'), record })).toBe(false)
  expect(await isCommitted({ ...leaf, level: 'level-1' }, { key, record })).toBe(false)
})

test('a line that was corrected later fits as it was, and one that does not says why', async () => {
  const line = { index: 0, leaf, level: 'level-3' }
  expect(await checkOpened(line, { key, record })).toEqual({ line, county: 'US-NY-027', trouble: null })
  for (const wrong of ['00', 'no hex']) expect((await checkOpened(line, { key: wrong, record })).trouble).toMatchObject({ code: 'opening' })
})

test('verified lines are counted by level, state and county, beside all lines and what is published', () => {
  const path = new URL('../../../data/statistics/definitions-2.json', import.meta.url)
  const definitions = JSON.parse(readFileSync(path, 'utf8')) as Definitions
  const line = (index: number, kind: string, state: string, level = 'none'): Line => ({
    index, level, leaf: { kind, month: '2011-06', level: 'none', state, reason: 'expungement' },
  })
  const lines = [
    line(0, 'submission', 'US-NY'), line(1, 'submission', 'US-NY'), line(2, 'submission', 'US-NY', 'level-1'), line(3, 'event', ''),
    line(4, 'submission', 'US-NJ'), line(5, 'erasure', ''), line(6, 'submission', 'US-NY'),
  ]
  const cell = { table: 'searches', period: '2011-06', figure: 'submitted' }
  const rows = [
    { ...cell, level: 'none', state: 'US-NY', count: 3 },
    { ...cell, period: '2011-07', level: 'none', state: 'US-NY', count: 9 },
    { table: 'erasures', period: '2011-06', figure: 'expungement', count: 1 },
  ]
  const opened = [0, 1, 2, 3, 4, 5, 6].map((at) => ({
    line: lines[at]!, county: at === 1 ? 'US-NY-029' : 'US-NY-027', trouble: at === 6 ? 'wrong' : null,
  }))
  const told = countByCounty(definitions, { rows } as Report, lines, opened)
  expect(told.map((row) => Object.values(row).join(' '))).toEqual([
    'erasures.expungement 2011-06   US-NY-027 1 1 1',
    'searches.submitted 2011-06 level-1 US-NY US-NY-027 1 1 ',
    'searches.submitted 2011-06 none US-NJ US-NY-027 1 1 ',
    'searches.submitted 2011-06 none US-NY US-NY-027 1 3 3',
    'searches.submitted 2011-06 none US-NY US-NY-029 1 3 3',
  ])
})
