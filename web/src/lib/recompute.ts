// SPDX-License-Identifier: Apache-2.0
// Counts a report from leaves by the definitions (docs/statistics.md), as the node does and as anybody can: the same
// rows, in the same order, with the same small numbers taken together. Leaves that say the same are counted as one class.
import { Fault, Unheld } from './fault'

export type Leaf = Record<string, unknown> & { kind: string; month: string }

export interface Figure {
  name: string
  words: string
  where: Record<string, string[]>
  split?: string
}
export interface Table {
  name: string
  words: string
  period?: 'month' | 'quarter' | 'year'
  follows?: string
  by: string[]
  figures: Figure[]
  sums: { whole: string; parts: string[] }[]
}
export interface Definitions {
  form: string
  version: number
  words: string
  threshold: number
  levels: string[]
  tables: Table[]
}
export interface Row {
  table: string
  period: string
  level?: string
  state?: string
  figure: string
  clauses?: string
  count: number
}
export interface Report {
  form: string
  definitions: number
  size: number
  threshold: number
  months_before: string
  rows: Row[]
}

/** A category of a dimension: where it stands in the order, and the first and the last that it takes together. */
interface Category {
  order: string | number
  first: string
  last: string
}
type Dimension = 'period' | 'level' | 'state' | 'clauses'
interface Cell extends Record<Dimension, Category> {
  /** Null: only says that there is such a period. */
  figure: string | null
  count: number
}
type Shape = Pick<Table, 'figures' | 'sums'>

const plain = (text: string): Category => ({ order: text, first: text, last: text })
const none = plain('')
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What of a leaf can matter to a report. */
function classOf(leaf: Leaf, members: string[]): string {
  return JSON.stringify(members.map((member) => (leaf[member] === undefined ? null : leaf[member])))
}

/** Counts leaves by what they say; leaves are added in the order of the ledger. */
export class Tally {
  readonly #definitions: Definitions
  readonly #members: string[]
  readonly #classes: string[] = []
  readonly #leaves: Map<string, Leaf> = new Map()
  readonly #counts: Map<string, number> = new Map()

  constructor(definitions: Definitions) {
    const named = definitions.tables.flatMap((table) => table.figures.flatMap((figure) => Object.keys(figure.where)))
    this.#definitions = definitions
    this.#members = [...new Set([...named, 'kind', 'month', 'level', 'state', 'clauses'])]
  }
  get size(): number {
    return this.#classes.length
  }
  #count(leaf: Leaf, by: number): string {
    const name = classOf(leaf, this.#members)
    if (!this.#leaves.has(name)) this.#leaves.set(name, leaf)
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by)
    return name
  }
  add(leaf: Leaf): void {
    if (leaf.kind === 'reclassification') this.#reclassify(Number(leaf.of), leaf.level)
    this.#classes.push(this.#count(leaf, 1))
  }
  #reclassify(of: number, level: unknown): void {
    const before = this.#leaves.get(this.#classes[of] ?? '')
    if (!before) throw new Unheld('correction', { n: this.size, of })
    this.#count(before, -1)
    this.#classes[of] = this.#count({ ...before, level }, 1)
  }
  /** The classes that there are, with how many leaves say the same. */
  get classes(): { leaf: Leaf; count: number }[] {
    return [...this.#leaves]
      .map(([name, leaf]) => ({ leaf, count: this.#counts.get(name) ?? 0 }))
      .filter(({ count }) => count > 0)
  }
  report(threshold: number): Report {
    const last = this.classes.reduce((newest, { leaf }) => (leaf.month > newest ? leaf.month : newest), '')
    return {
      form: 'tenprint-statistics/1',
      definitions: this.#definitions.version,
      size: this.size,
      threshold,
      months_before: threshold > 0 ? last : '',
      rows: rowsOf(this.#definitions, this.classes, threshold, last),
    }
  }
}

export function isCounted(figure: Figure, leaf: Leaf): boolean {
  return Object.entries(figure.where).every(([member, values]) => values.includes(text(leaf[member])))
}

const MONTHS = { month: 1, quarter: 3, year: 12 }

function periodOf(table: Table, month: string, threshold: number): Category {
  const months = threshold > 0 ? MONTHS[table.period ?? 'month'] : 1
  const first = Math.floor((Number(month.slice(5)) - 1) / months) * months + 1
  const write = (number: number): string => month.slice(0, 5) + String(number).padStart(2, '0')
  return { order: write(first), first: write(first), last: write(first + months - 1) }
}

function levelOf(definitions: Definitions, leaf: Leaf): Category {
  const level = text(leaf.level) || 'unknown'
  const order = definitions.levels.indexOf(level)
  if (order < 0) throw new Fault('level', { level })
  return { order, first: level, last: level }
}

interface Counting {
  definitions: Definitions
  table: Table
  threshold: number
  last: string
  /** The periods of the table that this one follows. */
  followed: Category[] | null
}

function cellsOf(counting: Counting, leaf: Leaf, count: number): Cell[] {
  const { definitions, table, threshold, last, followed } = counting
  const own = periodOf(table, leaf.month, threshold)
  if (threshold > 0 && own.last >= last) return []
  const periods = followed ? followed.filter((one) => one.first <= leaf.month && leaf.month <= one.last) : [own]
  const cell = {
    level: levelOf(definitions, leaf),
    state: plain(text(leaf.state) || 'unknown'),
    clauses: plain(text(leaf.clauses)),
  }
  return periods.flatMap((period) => [
    { figure: null, count: 0, period, level: { ...none, order: -1 }, state: none, clauses: none },
    ...table.figures
      .filter((figure) => isCounted(figure, leaf))
      .map((figure) => ({ ...cell, figure: figure.name, count, period })),
  ])
}

function sumsOf(shape: Shape, cells: Cell[]): Map<string, number> {
  const total = new Map(shape.figures.map((figure) => [figure.name, 0]))
  for (const cell of cells)
    if (cell.figure !== null) total.set(cell.figure, (total.get(cell.figure) ?? 0) + cell.count)
  return total
}

/** Whether every figure, and what is left over of each sum, is none or enough. */
function mayStand(shape: Shape, cells: Cell[], threshold: number): boolean {
  const total = sumsOf(shape, cells)
  const of = (name: string): number => total.get(name) ?? 0
  const left = shape.sums.map(({ whole, parts }) => Math.abs(of(whole) - parts.reduce((sum, part) => sum + of(part), 0)))
  return [...total.values(), ...left].every((count) => count === 0 || count >= threshold)
}

interface Group {
  first: string
  last: string
  cells: Cell[]
}

function categoriesOf(cells: Cell[], dimension: Dimension): Group[] {
  const groups = new Map<string | number, Group>()
  for (const cell of cells) {
    const { order, first, last } = cell[dimension]
    const group = groups.get(order)
    if (group) group.cells.push(cell)
    else groups.set(order, { first, last, cells: [cell] })
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, group]) => group)
}

function joined(groups: Group[]): Group {
  const [first] = groups
  const last = groups[groups.length - 1]
  return { first: first?.first ?? '', last: last?.last ?? '', cells: groups.flatMap((group) => group.cells) }
}

/** Neighbours taken together until they may stand; periods without what remains at the end, which waits. */
function groupsOf(shape: Shape, cells: Cell[], dimension: Dimension, threshold: number): Group[] {
  const done: Group[] = []
  let rest: Group[] = []
  for (const category of categoriesOf(cells, dimension)) {
    rest.push(category)
    const group = joined(rest)
    if (!mayStand(shape, group.cells, threshold)) continue
    if (dimension === 'period' || group.cells.some((cell) => cell.count > 0)) done.push(group)
    rest = []
  }
  if (rest.length === 0 || dimension === 'period') return done
  done.push(joined(rest))
  while (done.length > 1 && !mayStand(shape, (done[done.length - 1] as Group).cells, threshold))
    done.push(joined(done.splice(-2)))
  return done
}

const span = (group: Group): string => (group.first === group.last ? group.first : `${group.first}..${group.last}`)

function* rowsBy(
  table: Table,
  cells: Cell[],
  dimensions: Dimension[],
  threshold: number,
  labels: Partial<Record<Dimension, string>>,
): Generator<Row> {
  const [dimension, ...rest] = dimensions
  if (dimension) {
    for (const group of groupsOf(table, cells, dimension, threshold))
      yield* rowsBy(table, group.cells, rest, threshold, { ...labels, [dimension]: span(group) })
    return
  }
  const row = (figure: string, count: number, more = {}): Row => ({
    table: table.name,
    period: '',
    figure,
    ...labels,
    ...more,
    count,
  })
  for (const figure of table.figures) {
    const mine = cells.filter((cell) => cell.figure === figure.name)
    const count = mine.reduce((sum, cell) => sum + cell.count, 0)
    if (figure.split === 'clauses') {
      for (const group of groupsOf({ figures: [figure], sums: [] }, mine, 'clauses', threshold))
        yield row(figure.name, group.cells.reduce((sum, cell) => sum + cell.count, 0), { clauses: span(group) })
    } else if (count > 0) yield row(figure.name, count)
  }
}

function rowsOf(
  definitions: Definitions,
  classes: { leaf: Leaf; count: number }[],
  threshold: number,
  last: string,
): Row[] {
  const periods = new Map<string, Category[]>()
  return definitions.tables.flatMap((table) => {
    const followed = table.follows === undefined ? null : (periods.get(table.follows) ?? [])
    const counting = { definitions, table, threshold, last, followed }
    const cells = classes.flatMap(({ leaf, count }) => cellsOf(counting, leaf, count))
    periods.set(
      table.name,
      groupsOf(table, cells, 'period', threshold).map(({ first, last }) => ({ order: first, first, last })),
    )
    const by = (['level', 'state'] as const).filter((dimension) => table.by.includes(dimension))
    return [...rowsBy(table, cells, ['period', ...by], threshold, {})]
  })
}

/** As the node writes it (RFC 8785): members in order, no blanks. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
