// SPDX-License-Identifier: Apache-2.0
// How a booking's state and outcomes look, and whether anything of it is new.
import type { Schema } from '../../lib/api'

type State = Schema['BookingState']
export type Tone = 'good' | 'warn' | 'bad' | undefined

/** The way of a booking that is not refused. */
export const way: State[] = ['received', 'searching', 'reviewing', 'exchanging', 'complete']

export function toneOf(state: State): Tone {
  if (state === 'refused') return 'bad'
  return state === 'complete' ? 'good' : undefined
}
/** Whether there is a result to fetch. */
export function hasResult(state: State): boolean {
  return state === 'exchanging' || state === 'complete' || state === 'refused'
}
interface Standing {
  state: string
  legs: readonly { partner: string; outcome: string }[]
}
/** What changes when something has happened to a booking. */
export function markOf(booking: Standing): string {
  const legs = booking.legs.map((leg) => `${leg.partner} ${leg.outcome}`).sort()
  return [booking.state, ...legs].join('\n')
}

/** A field that a partner released, as text: most are text, some a list or yes and no. */
export function valueOf(value: unknown, yes: string, no: string): string {
  if (value === true) return yes
  if (value === false) return no
  if (Array.isArray(value)) return value.map((one) => valueOf(one, yes, no)).join('; ')
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${key}: ${valueOf(one, yes, no)}`)
      .join(', ')
  return String(value ?? '')
}
