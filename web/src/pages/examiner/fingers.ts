// SPDX-License-Identifier: Apache-2.0
// Positions of prints in words, and where they are on a card.
import { t } from '../../words/words.svelte'

const named = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const
type Named = (typeof named)[number]

const isNamed = (position: number): position is Named => (named as readonly number[]).includes(position)

export const fingerName = (position: number): string =>
  isNamed(position) ? t(`examiner.position.${position}`) : t('examiner.position.other', { n: position })

/** Rows of a ten-print card: rolled right, rolled left, then the plain ones. */
export const cardRows: number[][] = [
  [1, 2, 3, 4, 5],
  [6, 7, 8, 9, 10],
  [14, 12, 11, 13, 15],
]
