// SPDX-License-Identifier: Apache-2.0
// What somebody works for: a code of the vocabulary of purposes (src/agreement/vocabulary.c) and a reference of the case
// at the agency. Both go with every request about a person, and are put on record with what was looked at.
import { session } from './session.svelte'

export const purposes = [
  'criminal-identification',
  'disaster-victim',
  'employment-check',
  'immigration-status',
  'licence-check',
  'missing-person',
  'unidentified-deceased',
  'unidentified-patient',
] as const

/** As the parameter Tenprint-Case has it: printable ASCII, no spaces at the ends, since it is a header. */
export function isReference(text: string): boolean {
  return text.length <= 127 && /^[!-~]([ -~]*[!-~])?$/.test(text)
}

/** The headers of a request about a person, as its parameters: `params: { header: errand(), path: { ... } }`. */
export function errand(): { 'Tenprint-Purpose': string; 'Tenprint-Case': string } {
  return { 'Tenprint-Purpose': session.purpose, 'Tenprint-Case': session.reference }
}
