// SPDX-License-Identifier: Apache-2.0
// A line of the ledger as a sentence.
import type { Words } from '../../../words/words.svelte'
import { code, number, t } from '../../../words/words.svelte'

type Open = Record<string, unknown>
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const word = (list: string) => (value: string): string => code(list, value)
/** Which list of codes a kind's member is from. */
const lists: Record<string, Record<string, (value: string) => string>> = {
  event: { event: word('event'), signer: word('signer') },
  'refused-event': { event: word('event'), reason: word('refusal') },
  decision: { stage: word('leafstage'), effect: word('leafeffect') },
  match: { outcome: word('found'), elapsed: word('elapsed') },
  review: { outcome: word('concluded'), seeded: word('seeded'), elapsed: word('elapsed') },
  discretion: { outcome: word('released') },
  erasure: { reason: word('erased') },
  challenge: { outcome: word('challenged') },
}

/** PARTNERS: names by what ledgers call them, where they are known. */
export function leafWords(leaf: Open, partners: Map<string, string> = new Map()): string {
  const kind = text(leaf.kind)
  if (code('leaf', kind) === kind) return t('leaf.other', { kind })
  const values: Record<string, string> = { state: text(leaf.state) || '-', level: code('gravest', text(leaf.level)) }
  for (const [member, say] of Object.entries(lists[kind] ?? {})) values[member] = say(text(leaf[member])).trim()
  values.message = code('message', `${text(leaf.side)} ${text(leaf.what)}`)
  values.partner = partners.get(text(leaf.partner)) ?? text(leaf.partner)
  values.of = number(Number(leaf.of ?? 0))
  const clauses = text(leaf.clauses)
  const more = kind === 'decision' && clauses ? ` ${t('leaf.decision.clauses', { clauses })}` : ''
  return t(`leaf.${kind}` as keyof Words, values).replace(/ {2,}/g, ' ') + more
}
