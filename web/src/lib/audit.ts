// SPDX-License-Identifier: Apache-2.0
// The whole check of a published ledger: signature, every entry, the tree; and, from what was checked and nothing else,
// the counts of lines, the exchange with each partner, and the published report anew. Runs in a worker.
import { Fault, tell, Unheld, type Told } from './fault'
import { cosignedAt } from './growth'
import { readCheckpoint, readLedger, readVerifier, type Checkpoint, type Fetch } from './ledger'
import { canonical, Tally, type Definitions, type Leaf } from './recompute'

export interface Order {
  /** The ledger's key, and the witnesses', as lines. */
  key: string
  witnesses: string[]
  definitions: Definitions
  threshold: number
}
export interface Exchange {
  partner: string
  month: string
  /** "out search" and so on: which side, and what. */
  what: string
  count: number
}
export interface Denied {
  agreement: string
  month: string
  effect: string
  stage: string
  count: number
}
export interface Finding {
  checkpoint: string
  size: number
  root: Uint8Array
  witnesses: { name: string; cosigned: number | null; trouble: Told | null }[]
  kinds: [string, number][]
  exchange: Exchange[]
  denied: Denied[]
  /** The report that follows from the entries, in canonical form. */
  report: string
}

/** A file of the ledger that this page's node publishes. */
export async function fetchFile(path: string): Promise<Uint8Array> {
  const response = await fetch(`/ledger/${path}`).catch(() => {
    throw new Fault('away')
  })
  const { ok, status } = response
  if (!ok) throw [429, 503].includes(status) ? new Fault('busy') : new Fault('refused', { path: `/ledger/${path}`, status })
  return new Uint8Array(await response.arrayBuffer())
}

export function leafOf(entry: Uint8Array, index: number): Leaf {
  try {
    const leaf = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(entry)) as Leaf
    if (typeof leaf.kind === 'string' && typeof leaf.month === 'string') return leaf
  } catch {
    /* said below */
  }
  throw new Unheld('line', { n: index })
}

/** Counts by names that are put together from parts. */
class Counter {
  readonly #counts = new Map<string, number>()
  add(...parts: unknown[]): void {
    const name = JSON.stringify(parts)
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }
  list<T>(make: (parts: string[], count: number) => T): T[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => make(JSON.parse(name) as string[], n))
  }
}

async function witnessesOf(note: string, lines: string[]): Promise<Finding['witnesses']> {
  return Promise.all(
    lines.map(async (line) => {
      const name = line.split('+')[0] ?? ''
      try {
        return { name, cosigned: await cosignedAt(note, await readVerifier(line)), trouble: null }
      } catch (error) {
        return { name, cosigned: null, trouble: tell(error) }
      }
    }),
  )
}

/** Leaves are believed only after the last of them made the signed root: nothing is returned before. */
export async function audit(
  order: Order,
  fetch: Fetch,
  progress: (done: number, all: number) => void,
): Promise<Finding> {
  const note = new TextDecoder('utf-8', { fatal: true }).decode(await fetch('checkpoint'))
  const checkpoint: Checkpoint = await readCheckpoint(note, await readVerifier(order.key))
  const tally = new Tally(order.definitions)
  const kinds = new Counter()
  const exchange = new Counter()
  const denied = new Counter()
  progress(0, checkpoint.size)
  for await (const entry of readLedger(fetch, checkpoint)) {
    const leaf = leafOf(entry, tally.size)
    tally.add(leaf)
    kinds.add(leaf.kind)
    if (leaf.kind === 'disclosure') exchange.add(leaf.partner, leaf.month, `${leaf.side} ${leaf.what}`)
    if (leaf.kind === 'decision' && leaf.effect !== 'allowed')
      denied.add(leaf.agreement ?? '', leaf.month, leaf.effect, leaf.stage)
    if (tally.size % 256 === 0) progress(tally.size, checkpoint.size)
  }
  progress(checkpoint.size, checkpoint.size)
  return {
    checkpoint: note,
    size: checkpoint.size,
    root: checkpoint.root,
    witnesses: await witnessesOf(note, order.witnesses),
    kinds: kinds.list(([kind = ''], count) => [kind, count]),
    exchange: exchange.list(([partner = '', month = '', what = ''], count) => ({ partner, month, what, count })),
    denied: denied.list(([agreement = '', month = '', effect = '', stage = ''], count) => ({
      agreement,
      month,
      effect,
      stage,
      count,
    })),
    report: canonical(tally.report(order.threshold)),
  }
}
