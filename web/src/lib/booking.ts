// SPDX-License-Identifier: Apache-2.0
// What is sent of a booking, and what the node says about it before it is.
import type { Schema } from './api'
import { impressionAt, type Impression } from './prints'

export type Level = Schema['BookingLevel']
export type Finding = Schema['BookingFinding']
export const levels: Level[] = ['unknown', 'none', 'level-3', 'level-2', 'level-1']
/** In the order of their codes (src/agreement/vocabulary.c), so that none weighs more than another. */
export const categories = [
  'acquitted',
  'asylum-seeker',
  'dismissed',
  'elimination',
  'juvenile',
  'not-charged',
  'sealed',
  'victim',
  'witness',
] as const
/** What a form asks about the person; an EBTS file has it already. */
export const personFields = ['name', 'aliases', 'date-of-birth', 'place-of-birth', 'sex', 'charges'] as const

export interface Facts {
  jurisdiction: string
  offence: Level
  conviction: Level
  /** Whether somebody has looked at all which categories apply; what nobody looked at is unknown. */
  looked: boolean
  categories: string[]
  ori: string
  control_number: string
  person: Record<string, string>
}
export interface Print {
  position: number
  data: string
}
export interface Sent {
  facts: Facts
  prints: Print[]
  missing: Record<number, 'amputated' | 'unable'>
  impression: Impression
  ppi: number | null
  /** An EBTS file in base64, in place of prints. */
  transaction: string | null
}

export function noFacts(): Facts {
  return {
    jurisdiction: '',
    offence: 'unknown',
    conviction: 'unknown',
    looked: false,
    categories: [],
    ori: '',
    control_number: '',
    person: {},
  }
}

function printsOf(sent: Sent): Schema['BookingPrint'][] {
  return [...sent.prints]
    .sort((a, b) => a.position - b.position)
    .map(({ position, data }) => ({
      position,
      impression: impressionAt(position, sent.impression),
      ...(sent.ppi && { ppi: sent.ppi }),
      image: data,
    }))
}

function personOf(person: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(person)
      .map(([field, text]) => [field, text.trim()] as const)
      .filter(([, text]) => text),
  )
}

/** As submitBooking and checkBooking take it. What is empty is left out: nobody has said it. */
export function formOf(sent: Sent): Schema['BookingForm'] {
  const { facts } = sent
  const form: Schema['BookingForm'] = { offence: facts.offence, conviction: facts.conviction }
  const jurisdiction = facts.jurisdiction.trim().toUpperCase()
  if (jurisdiction) form.jurisdiction = jurisdiction
  if (facts.looked) form.categories = [...facts.categories].sort()
  if (sent.transaction !== null) return { ...form, transaction: sent.transaction }
  if (facts.ori.trim()) form.ori = facts.ori.trim().toUpperCase()
  if (facts.control_number.trim()) form.control_number = facts.control_number.trim()
  const person = personOf(facts.person)
  /* The description leaves the members open, which the types made of it cannot say. */
  if (Object.keys(person).length > 0) form.person = person as unknown as Record<string, never>
  if (Object.keys(sent.missing).length > 0) form.missing = sent.missing
  return { ...form, prints: printsOf(sent) }
}

/** The field of the form that a finding is about ("prints[2].image: not an image ..."), and the words without it. */
export function fieldOf(finding: Finding): { field: string; words: string } {
  const match = /^([a-z_]+(?:\[\d+\])?(?:\.[a-z-]+)?): ([^]*)$/.exec(finding.text)
  return match && finding.rule === 'extraction'
    ? { field: match[1] ?? '', words: match[2] ?? '' }
    : { field: '', words: finding.text }
}

/** Which position "prints[2].image" is: prints are sent in the order of positions. */
export function positionOfField(field: string, prints: { position: number }[]): number | null {
  const match = /^prints\[(\d+)\]/.exec(field)
  if (!match) return null
  const ordered = prints.map((print) => print.position).sort((a, b) => a - b)
  return ordered[Number(match[1])] ?? null
}

/** Errors before warnings, otherwise in the order of the file. */
export function sorted(findings: Finding[]): Finding[] {
  return [...findings].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
}

/** A key for one submission, the same when it is sent again after a lost connection. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A file's bytes in base64. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read.'))
    reader.readAsDataURL(file)
  })
}
