// SPDX-License-Identifier: Apache-2.0
// What the statistics page makes of a report: sums over rows (each line is in one row for a figure, so rows add up),
// periods, rates with intervals, the differences of two reports, and CSV.
import type { Definitions, Report, Row } from './recompute'

export interface Period {
  label: string
  /** First and last month, "2011-04". */
  first: string
  last: string
  months: number
}

const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1

/** How many months from the beginning of FIRST to the end of LAST. */
export const monthsBetween = (first: string, last: string): number => monthNumber(last) - monthNumber(first) + 1

export function periodOf(label: string): Period {
  const [first = '', last = first] = label.split('..')
  return { label, first, last, months: monthsBetween(first, last) }
}

/** When a month begins, in seconds since 1970. */
export const monthStart = (month: string, after = 0): number =>
  Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + after) / 1000

export interface Series {
  periods: Period[]
  /** By figure: one count a period. */
  counts: Map<string, number[]>
}

const sum = (rows: Row[]): number => rows.reduce((total, row) => total + row.count, 0)

/** A table by period, over all levels, states and clauses. A figure without a row is zero. */
export function seriesOf(report: Report, table: string, figures: string[]): Series {
  const rows = report.rows.filter((row) => row.table === table)
  const labels = [...new Set(rows.map((row) => row.period))].sort()
  const count = (figure: string, period: string): number =>
    sum(rows.filter((row) => row.figure === figure && row.period === period))
  return {
    periods: labels.map(periodOf),
    counts: new Map(figures.map((figure) => [figure, labels.map((label) => count(figure, label))])),
  }
}

export interface Steps {
  /** In seconds since 1970: a step holds until the next begins. */
  times: number[]
  /** By figure: the average of a month. */
  rates: number[][]
}

/** The series as steps to draw. Between two periods that are shown nothing was counted; the last step is drawn to its end. */
export function stepsOf({ periods, counts }: Series, figures: string[]): Steps {
  const times: number[] = []
  const rates = figures.map((): number[] => [])
  periods.forEach((period, index) => {
    const of = (figure: string): number => (counts.get(figure)?.[index] ?? 0) / period.months
    times.push(monthStart(period.first))
    rates.forEach((list, at) => list.push(of(figures[at] ?? '')))
    const next = periods[index + 1]
    if (next && monthsBetween(period.last, next.first) === 2) return
    times.push(monthStart(period.last, 1))
    rates.forEach((list, at) => list.push(next ? 0 : of(figures[at] ?? '')))
  })
  return { times, rates }
}

export const totalOf = (report: Report, table: string, figure: string): number =>
  sum(report.rows.filter((row) => row.table === table && row.figure === figure))

// ---- rates ----------------------------------------------------------------------------------------------------------

function logGamma(x: number): number {
  const [first, ...rest] = [
    76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5,
  ]
  const series = [first as number, ...rest].reduce((total, term, at) => total + term / (x + 1 + at), 1.000000000190015)
  return (x + 0.5) * Math.log(x + 5.5) - (x + 5.5) + Math.log((2.5066282746310005 * series) / x)
}

/** The chance of at least K errors in N when each has the chance RATE. */
function atLeast(k: number, n: number, rate: number): number {
  if (k <= 0) return 1
  let total = 0
  for (let errors = k; errors <= n; errors++) {
    const ways = logGamma(n + 1) - logGamma(errors + 1) - logGamma(n - errors + 1)
    const term = Math.exp(ways + errors * Math.log(rate) + (n - errors) * Math.log1p(-rate))
    total += term
    if (errors > n * rate && term < total * 1e-12) break
  }
  return Math.min(total, 1)
}

/** The rate at which RISES, which grows with the rate, comes to TAIL. */
function solve(tail: number, rises: (rate: number) => number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    if (rises(middle) < tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

export interface Rate {
  errors: number
  of: number
  rate: number | null
  /** The exact interval of Clopper and Pearson at 95 %: true rates outside it make such a count less likely than 2.5 %. */
  low: number
  high: number
}

export function rateOf(errors: number, of: number): Rate {
  if (of === 0) return { errors, of, rate: null, low: 0, high: 1 }
  const tail = 0.025
  const low = errors === 0 ? 0 : solve(tail, (rate) => atLeast(errors, of, rate))
  const high = errors === of ? 1 : solve(1 - tail, (rate) => atLeast(errors + 1, of, rate))
  return { errors, of, rate: errors / of, low, high }
}

export interface ErrorRates {
  falseIdentification: Rate
  falseExclusion: Rate
  inconclusive: Rate
}

/** Who could not say was not wrong: rates are of conclusions that said something (docs/statistics.md). */
export function errorRates(report: Report): ErrorRates {
  const of = (figure: string): number => totalOf(report, 'seeded-cases', figure)
  const [right, identified, excluded] = ['correct', 'false-identification', 'false-exclusion'].map(of) as [
    number,
    number,
    number,
  ]
  const said = right + identified + excluded
  const unsure = of('inconclusive')
  return {
    falseIdentification: rateOf(identified, said),
    falseExclusion: rateOf(excluded, said),
    inconclusive: rateOf(unsure, said + unsure),
  }
}

// ---- versions of the definitions ------------------------------------------------------------------------------------

export interface Difference {
  table: string
  figure: string
  /** Null: these definitions have no such figure. */
  older: number | null
  newer: number | null
}

/** Every figure that either has, with its total; the newer's order first. */
export function compare(
  older: { definitions: Definitions; report: Report },
  newer: { definitions: Definitions; report: Report },
): Difference[] {
  const names = (definitions: Definitions): string[] =>
    definitions.tables.flatMap((table) => table.figures.map((figure) => `${table.name} ${figure.name}`))
  const has = { older: new Set(names(older.definitions)), newer: new Set(names(newer.definitions)) }
  return [...new Set([...has.newer, ...has.older])].map((name) => {
    const [table = '', figure = ''] = name.split(' ')
    return {
      table,
      figure,
      older: has.older.has(name) ? totalOf(older.report, table, figure) : null,
      newer: has.newer.has(name) ? totalOf(newer.report, table, figure) : null,
    }
  })
}

// ---- CSV ------------------------------------------------------------------------------------------------------------

const columns = ['table', 'period', 'level', 'state', 'county', 'figure', 'clauses', 'count'] as const

/** The same lines as `tenprint statistics` writes. No value has a comma, a quote or a line's end in it. */
export function csvOf(report: Report): string {
  const head = [
    `report,,,,,definitions,,${report.definitions}`,
    `report,,,,,size,,${report.size}`,
    `report,,,,,threshold,,${report.threshold}`,
    `report,${report.months_before},,,,months-before,,`,
  ]
  const lines = report.rows.map((row) => {
    const members: Partial<Record<string, unknown>> = { ...row }
    return columns.map((column) => String(members[column] ?? ''))
  })
  return [columns.join(','), ...head, ...lines.map((line) => line.join(','))].map((line) => `${line}\n`).join('')
}
