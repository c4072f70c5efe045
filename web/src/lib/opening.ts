// SPDX-License-Identifier: Apache-2.0
// Lines of the ledger that are opened to an auditor: whether key and record are what the line was committed to, whether
// the line is in the ledger, and how many lines of each county that leaves. Computed here; the node is not believed.
import { canonical, type Json } from './canonical'
import { Unheld } from './fault'
import { checkIncluded, join, type ProvedLine } from './ledger'

export interface Opening {
  key: string
  record: { [member: string]: Json }
}
export interface Opened {
  index: number
  kind: string
  month: string
  county: string
  /** What is wrong with it; null when it is verified. */
  trouble: unknown
}

const utf8 = new TextEncoder()

function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/.test(text)) throw new Unheld('opening')
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))
}

/** HMAC-SHA-256 over the leaf without its commitment, and the record (docs/ledger-leaves.md). */
export async function isCommitted(entry: string, opening: Opening): Promise<boolean> {
  const { commitment, ...leaf } = JSON.parse(entry) as { [member: string]: Json }
  const text = utf8.encode(`tenprint-leaf/1\n${canonical(leaf)}\n${canonical(opening.record)}`)
  const use = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', join(fromHex(opening.key)), use, false, ['sign'])
  const made = new Uint8Array(await crypto.subtle.sign('HMAC', key, text))
  return Array.from(made, (byte) => byte.toString(16).padStart(2, '0')).join('') === commitment
}

/** Both together, with the place that is on record. */
export async function checkOpened(line: ProvedLine, opening: Opening, verifier: string): Promise<Opened> {
  const opened = { index: line.index, kind: '', month: '', county: '', trouble: null as unknown }
  try {
    const leaf = JSON.parse(line.entry) as { [member: string]: Json }
    opened.kind = String(leaf.kind)
    opened.month = String(leaf.month)
    opened.county = typeof opening.record.county === 'string' ? opening.record.county : ''
    await checkIncluded(line, verifier)
    if (!(await isCommitted(line.entry, opening))) throw new Unheld('opening')
  } catch (error) {
    opened.trouble = error
  }
  return opened
}

export interface CountyCount {
  county: string
  kind: string
  count: number
}

/** How many of each county and kind, of verified lines only; without a county on record they are of ''. */
export function countByCounty(lines: Opened[]): CountyCount[] {
  const counts = new Map<string, CountyCount>()
  for (const { county, kind, trouble } of lines) {
    if (trouble) continue
    const name = `${county} ${kind}`
    const row = counts.get(name) ?? { county, kind, count: 0 }
    row.count++
    counts.set(name, row)
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
