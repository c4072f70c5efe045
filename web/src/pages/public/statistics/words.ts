// SPDX-License-Identifier: Apache-2.0
// Months, periods and spans of a report as readers write them.
import type { Period } from '../../../lib/figures'
import { monthStart } from '../../../lib/figures'
import { code, t, tongue } from '../../../words/words.svelte'

export function monthWords(month: string): string {
  const form = new Intl.DateTimeFormat(tongue.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  return form.format(monthStart(month) * 1000)
}

export function periodWords({ first, last }: Pick<Period, 'first' | 'last'>): string {
  return first === last
    ? monthWords(first)
    : t('statistics.span', { first: monthWords(first), last: monthWords(last) })
}

/** "level-3..level-1" and the like, each end in words. */
export function spanWords(kind: string, span: string): string {
  const [first = '', last] = span.split('..')
  if (first === '') return ''
  return last === undefined ? code(kind, first) : t('statistics.span', { first: code(kind, first), last: code(kind, last) })
}
