// SPDX-License-Identifier: Apache-2.0
// What the node tells the holder of a receipt, as far as the page uses more of it than its words; the code as it is
// typed; and the check of the person's lines in the ledger.
import { Unheld } from './fault'
import { checkGrowth } from './growth'
import { fromBase64, isSame, leafHash, readCheckpoint, readVerifier, rootOfInclusion, type Checkpoint } from './ledger'

export interface Element {
  words: string
  /** RFC 3339, in UTC. */
  time?: string
  agreement?: { hash: string; title: string }
  /** Of erasures: what stays. */
  proof?: string
}
export interface LeafElement {
  words: string
  /** Absent while the leaf is held back. */
  index?: number
  /** Absent until the leaf is published. */
  entry?: string
  proof?: string[]
}
type PublishedLeaf = LeafElement & { index: number; entry: string; proof: string[] }
export interface Statement {
  booking: string
  organisation: string
  taken?: Element
  state: Element
  own_search?: Element
  retention?: Element
  erasure?: Element
  searches: Element[]
  disclosures: Element[]
  accesses: Element[]
  challenges: Element[]
  notices: Element[]
  ledger: { words: string; origin: string; size: number; root: string; checkpoint: string; leaves: LeafElement[] }
}

const SYMBOLS = 20

/** The code as the node wants it, however it was typed; null when letters are missing or too many. */
export function readCode(text: string): string | null {
  const symbols = text
    .toUpperCase()
    .replace(/[\s\u2010-\u2015-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (symbols.length !== SYMBOLS || !/^[0-9A-HJKMNP-TV-Z]+$/.test(symbols)) return null
  return (symbols.match(/.{5}/g) ?? []).join('-')
}

export interface Proved {
  proved: number
  waiting: number
}

/** What the ledger has published by now: its checkpoint, and proofs of growth between two sizes. */
export interface Published {
  key: string
  note: () => Promise<string>
  growth: (from: number, to: number) => Promise<string[]>
}

/** The checkpoint that the statement's proofs lead to; what is signed must be the same or continue it. */
async function statedCheckpoint({ checkpoint }: Statement['ledger'], published: Published): Promise<Checkpoint> {
  const [origin = '', size = '', root = ''] = checkpoint.split('\n')
  const stated = { origin, size: Number(size), root: fromBase64(root) }
  const signed = await readCheckpoint(await published.note(), await readVerifier(published.key))
  const proof = stated.size < signed.size ? await published.growth(stated.size, signed.size) : []
  await checkGrowth(stated, signed, proof.map(fromBase64))
  return stated
}

const isPublished = (leaf: LeafElement): leaf is PublishedLeaf =>
  leaf.index !== undefined && leaf.proof !== undefined && leaf.entry !== undefined

/** That every published line is in the ledger that its key has signed. */
export async function checkLeaves(ledger: Statement['ledger'], by: Published): Promise<Proved> {
  const checkpoint = await statedCheckpoint(ledger, by)
  const shown = ledger.leaves.filter(isPublished)
  for (const leaf of shown) {
    const from = await leafHash(new TextEncoder().encode(leaf.entry))
    const root = await rootOfInclusion(from, leaf.index, checkpoint.size, leaf.proof.map(fromBase64))
    if (!isSame(root, checkpoint.root)) throw new Unheld('shown', { n: leaf.index })
  }
  return { proved: shown.length, waiting: ledger.leaves.length - shown.length }
}
