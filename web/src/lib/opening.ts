// SPDX-License-Identifier: Apache-2.0
// Lines of the ledger that are opened to an auditor: the ledger as its key has signed it, whether key and record are what a
// line was committed to, and how many lines of each county that leaves. Computed here; the node is not believed.
import { leafOf } from './audit'
import { canonical, type Json } from './canonical'
import { Unheld } from './fault'
import { join, readCheckpoint, readLedger, readVerifier, type Fetch } from './ledger'
import { isCounted, type Definitions, type Leaf, type Report } from './recompute'

export interface Line {
  index: number
  leaf: Leaf
  /** As later lines have corrected it. */
  level: string
}
export interface Opening {
  key: string
  record: { [member: string]: Json }
}
export interface Opened {
  line: Line
  county: string
  /** What is wrong with it; null when it is verified. */
  trouble: unknown
}

const utf8 = new TextEncoder()
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Every line, once the last of them made the root that KEY has signed. */
export async function readLines(key: string, fetch: Fetch): Promise<Line[]> {
  const note = new TextDecoder('utf-8', { fatal: true }).decode(await fetch('checkpoint'))
  const lines: Line[] = []
  for await (const entry of readLedger(fetch, await readCheckpoint(note, await readVerifier(key)))) {
    const leaf = leafOf(entry, lines.length)
    const corrected = leaf.kind === 'reclassification' ? lines[Number(leaf.of)] : undefined
    if (corrected) corrected.level = text(leaf.level)
    lines.push({ index: lines.length, leaf, level: text(leaf.level) })
  }
  return lines
}

function fromHex(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/.test(hex)) throw new Unheld('opening')
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16))
}

/** HMAC-SHA-256 over the leaf without its commitment, and the record (docs/ledger-leaves.md). */
export async function isCommitted({ commitment, ...leaf }: Leaf, opening: Opening): Promise<boolean> {
  const words = utf8.encode(`tenprint-leaf/1\n${canonical(leaf as Opening['record'])}\n${canonical(opening.record)}`)
  const use = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', join(fromHex(opening.key)), use, false, ['sign'])
  const made = new Uint8Array(await crypto.subtle.sign('HMAC', key, words))
  return Array.from(made, (byte) => byte.toString(16).padStart(2, '0')).join('') === commitment
}

/** The line with the county that is on record. */
export async function checkOpened(line: Line, opening: Opening): Promise<Opened> {
  const opened = { line, county: text(opening.record.county), trouble: null as unknown }
  try {
    if (!(await isCommitted(line.leaf, opening))) throw new Unheld('opening')
  } catch (error) {
    opened.trouble = error
  }
  return opened
}

export interface CountyRow {
  /** "searches.submitted": table and figure of the definitions. */
  figure: string
  month: string
  level: string
  state: string
  county: string
  /** Verified lines of this county, and all lines of the ledger that are counted there, of whichever county. */
  verified: number
  lines: number
  /** What the report says of month, level and state; null where it has no such row. */
  published: number | null
}

type Cell = Pick<CountyRow, 'figure' | 'month' | 'level' | 'state'>

/** Where the definitions count a line; tables that are by neither level nor state leave these empty. */
function cellsOf(definitions: Definitions, { leaf, level }: Line): Cell[] {
  return definitions.tables.flatMap((table) => {
    const by = (name: string, value: string): string => (table.by.includes(name) ? value || 'unknown' : '')
    const cell = { month: leaf.month, level: by('level', level), state: by('state', text(leaf.state)) }
    const figures = table.figures.filter((figure) => isCounted(figure, leaf))
    return figures.map((figure) => ({ figure: `${table.name}.${figure.name}`, ...cell }))
  })
}
const nameOf = ({ figure, month, level, state }: Cell): string => [figure, month, level, state].join(' ')

function countUp(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

/** Of verified lines only; REPORT is that of the same lines by month, with every number. */
export function countByCounty(definitions: Definitions, report: Report, lines: Line[], opened: Opened[]): CountyRow[] {
  const all = new Map<string, number>()
  const published = new Map<string, number>()
  const rows = new Map<string, CountyRow>()
  for (const line of lines) for (const cell of cellsOf(definitions, line)) countUp(all, nameOf(cell), 1)
  for (const { table, figure, period, level = '', state = '', count } of report.rows)
    countUp(published, nameOf({ figure: `${table}.${figure}`, month: period, level, state }), count)
  for (const { line, county } of opened.filter(({ trouble }) => trouble === null)) {
    for (const cell of cellsOf(definitions, line)) {
      const name = nameOf(cell)
      const none = { ...cell, county, verified: 0, lines: all.get(name) ?? 0, published: published.get(name) ?? null }
      const row = rows.get(`${name} ${county}`) ?? none
      rows.set(`${name} ${county}`, { ...row, verified: row.verified + 1 })
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
