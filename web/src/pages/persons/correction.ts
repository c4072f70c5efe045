// SPDX-License-Identifier: Apache-2.0
// What was wrong, as a decision on a challenge or a change of a subject says it. What is not touched stays as it is.
import type { Schema } from '../../lib/api'
import type { Level } from '../../lib/booking'

export interface Wrong {
  identification: boolean
  /** '' leaves it. */
  conviction: Level | ''
  /** Whether anything is said about categories at all; and if, which. */
  categories: '' | 'unknown' | 'these'
  chosen: string[]
}

export const nothingWrong = (): Wrong => ({ identification: false, conviction: '', categories: '', chosen: [] })

/** Null when nothing is said. */
export function correctionOf(wrong: Wrong): Schema['Correction'] | null {
  const correction: Schema['Correction'] = {}
  if (wrong.identification) correction.identification = 'wrong'
  if (wrong.conviction) correction.conviction = wrong.conviction
  if (wrong.categories === 'these') correction.categories = [...wrong.chosen].sort()
  if (wrong.categories) correction.categories_known = wrong.categories === 'these'
  return Object.keys(correction).length > 0 ? correction : null
}
