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

/** Kinds of which only the state in which something is left counts: dragging a slider is one step. */
const settling = ['tone', 'turn', 'view']

const same = (a: Step, b: Step): boolean => a.step === b.step && a.side === b.side && a.print === b.print

export function addStep(list: Noted[], step: Step, now: number): Noted[] {
  const last = list.at(-1)
  if (last && settling.includes(step.step) && same(last, step)) return [...list.slice(0, -1), { ...step, at: now }]
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
