// SPDX-License-Identifier: Apache-2.0
// Sums, rates and CSV on a report whose numbers can be added up by hand; intervals as printed in tables of statistics.
import { describe, expect, test } from 'vitest'
import * as f from './figures'
import type { Definitions, Report, Row } from './recompute'

const row = (table: string, period: string, figure: string, count: number, more: Partial<Row> = {}): Row => ({
  table,
  period,
  figure,
  count,
  ...more,
})
const report = (rows: Row[]): Report => ({
  form: 'tenprint-statistics/1',
  definitions: 2,
  size: 40,
  threshold: 5,
  months_before: '2011-09',
  rows,
})
const searches = report([
  row('searches', '2011-02', 'submitted', 7, { level: 'none', state: 'US-NY' }),
  row('searches', '2011-02', 'submitted', 5, { level: 'level-1', state: 'US-MA..US-WY' }),
  row('searches', '2010-11..2011-01', 'refused', 6, { level: 'none', state: 'US-NY', clauses: 'exclusion witness' }),
])

describe('series', () => {
  test('add up what stands in rows, period by period', () => {
    const series = f.seriesOf(searches, 'searches', ['submitted', 'refused'])
    expect(series.periods).toEqual([
      { label: '2010-11..2011-01', first: '2010-11', last: '2011-01', months: 3 },
      { label: '2011-02', first: '2011-02', last: '2011-02', months: 1 },
    ])
    expect(series.counts.get('submitted')).toEqual([0, 12])
    expect(series.counts.get('refused')).toEqual([6, 0])
    expect(f.totalOf(searches, 'searches', 'submitted')).toBe(12)
  })
  test('are drawn as steps, with nothing where nothing was counted', () => {
    const gap = report([
      row('searches', '2010-11..2010-12', 'submitted', 6),
      row('searches', '2011-01', 'submitted', 4),
      row('searches', '2011-04', 'submitted', 8),
    ])
    const { times, rates } = f.stepsOf(f.seriesOf(gap, 'searches', ['submitted']), ['submitted'])
    expect(times.map((at) => new Date(at * 1000).toISOString().slice(0, 7))).toEqual([
      '2010-11',
      '2011-01',
      '2011-02',
      '2011-04',
      '2011-05',
    ])
    expect(rates).toEqual([[3, 4, 0, 8, 8]])
  })
  test('months begin in UTC', () => {
    expect(f.monthStart('2011-02')).toBe(Date.parse('2011-02-01T00:00:00Z') / 1000)
    expect(f.monthStart('2011-12', 1)).toBe(Date.parse('2012-01-01T00:00:00Z') / 1000)
  })
})

describe('rates', () => {
  test('have the interval of Clopper and Pearson', () => {
    for (const [errors, of, low, high] of [
      [0, 10, 0, 0.3085],
      [1, 10, 0.0025, 0.445],
      [5, 10, 0.1871, 0.8129],
      [10, 10, 0.6915, 1],
      [3, 1000, 0.0006, 0.0087],
      [0, 3000, 0, 0.0012],
    ] as const) {
      const rate = f.rateOf(errors, of)
      expect(rate.low).toBeCloseTo(low, 3)
      expect(rate.high).toBeCloseTo(high, 3)
    }
  })
  test('of nothing say nothing', () => {
    expect(f.rateOf(0, 0)).toEqual({ errors: 0, of: 0, rate: null, low: 0, high: 1 })
  })
  test('are of conclusions that said something', () => {
    const rates = f.errorRates(
      report([
        row('seeded-cases', '2011-01', 'correct', 17),
        row('seeded-cases', '2011-01', 'false-identification', 1),
        row('seeded-cases', '2011-02', 'false-exclusion', 2),
        row('seeded-cases', '2011-02', 'inconclusive', 5),
      ]),
    )
    expect([rates.falseIdentification.errors, rates.falseIdentification.of]).toEqual([1, 20])
    expect(rates.falseExclusion.rate).toBe(0.1)
    expect([rates.inconclusive.errors, rates.inconclusive.of]).toEqual([5, 25])
  })
})

test('two definitions are compared figure by figure', () => {
  const definitions = (figures: string[]): Definitions =>
    ({ tables: [{ name: 'seeded-cases', figures: figures.map((name) => ({ name })) }] }) as unknown as Definitions
  const older = { definitions: definitions(['correct', 'wrong']), report: report([row('seeded-cases', 'a', 'wrong', 3)]) }
  const newer = { definitions: definitions(['correct']), report: report([row('seeded-cases', 'a', 'correct', 4)]) }
  expect(f.compare(older, newer)).toEqual([
    { table: 'seeded-cases', figure: 'correct', older: 0, newer: 4 },
    { table: 'seeded-cases', figure: 'wrong', older: 3, newer: null },
  ])
})

test('CSV is that of the program', () => {
  expect(f.csvOf(searches).split('\n').slice(0, 6)).toEqual([
    'table,period,level,state,county,figure,clauses,count',
    'report,,,,,definitions,,2',
    'report,,,,,size,,40',
    'report,,,,,threshold,,5',
    'report,2011-09,,,,months-before,,',
    'searches,2011-02,none,US-NY,,submitted,,7',
  ])
  expect(f.csvOf(searches)).toContain('\nsearches,2010-11..2011-01,none,US-NY,,refused,exclusion witness,6\n')
})
