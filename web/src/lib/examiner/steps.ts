// SPDX-License-Identifier: Apache-2.0
// What was done with the images, for the case's record. Times are kept as seconds before it is handed in, so that a wrong
// clock of this machine does not matter: the node knows when that was.
import type { Schema } from '../api'

export type Step = Omit<Schema['ReviewStep'], 'ago'>
export interface Noted extends Step {
  /** Milliseconds of this page's own clock. */
  at: number
}

/** As many as the node takes. The last place is for saying that there were more. */
export const stepsMost = 1000
const AGO_MOST = 604800

/** What is moved again before that has not been left yet: dragging a slider, or turning two linked images, is one step each. */
const SETTLED_MS = 2000
const sliding = ['tone', 'turn']

/** Where the step is that STEP goes on with; -1. */
function unsettled(list: Noted[], step: Step, now: number): number {
  for (let place = list.length - 1; sliding.includes(step.step) && place >= 0; place--) {
    const one = list[place]!
    if (one.step !== step.step || now - one.at >= SETTLED_MS) return -1
    if (one.side === step.side && one.print === step.print) return one.inverted === step.inverted ? place : -1
  }
  return -1
}

export function addStep(list: Noted[], step: Step, now: number): Noted[] {
  const before = unsettled(list, step, now)
  if (before >= 0) return [...list.filter((_, place) => place !== before), { ...step, at: now }]
  if (list.length < stepsMost - 1) return [...list, { ...step, at: now }]
  if (list.length === stepsMost) return list
  return [...list, { step: 'note', text: 'More steps followed than the record holds.', at: now }]
}

export function toRecord(list: Noted[], now: number): Schema['ReviewStep'][] {
  return list.map(({ at, ...step }) => ({
    ...step,
    ago: Math.min(Math.max(Math.round((now - at) / 1000), 0), AGO_MOST),
  }))
}
