// SPDX-License-Identifier: Apache-2.0
// A case's account as it is read: the description leaves the members of conclusions and of former holders open.
import type { Schema } from '../../lib/api'

export type Step = Schema['ReviewStep']
export interface Conclusion {
  conclusion: string
  reason: string
  subject: string
  time: string
  corrected: string
  correction: string
  steps: Step[]
  /** Of the second look, which the correction is from. */
  later: Step[]
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const object = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}

const stepsOf = (work: unknown): Step[] => {
  const { steps } = object(work)
  return Array.isArray(steps) ? (steps as Step[]) : []
}

export function conclusionsOf(list: readonly unknown[]): Conclusion[] {
  return list.map(object).map((one) => ({
    conclusion: text(one.conclusion),
    reason: text(one.reason),
    subject: text(one.subject) || text(one.encounter),
    time: text(one.time),
    corrected: text(one.corrected),
    correction: text(one.correction),
    steps: stepsOf(one.work),
    later: stepsOf(one.correction_work),
  }))
}

/** Who had a task before, each with why it is not theirs any more. */
export function pastOf(list: readonly unknown[] | undefined): string[] {
  return (list ?? []).map(object).map((one) => [text(one.account), text(one.why)].filter(Boolean).join(': '))
}
