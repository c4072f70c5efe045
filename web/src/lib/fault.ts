// SPDX-License-Identifier: Apache-2.0
// What goes wrong here, in the browser, by codes that the catalogues have sentences for (words/en/checks.ts).
import type { Words } from '../words/words.svelte'

export type FaultCode = keyof Words extends infer Key ? (Key extends `code.fault.${infer Code}` ? Code : never) : never
type Values = Record<string, string | number>

/** Something could not be done: of a check, it could not be made, which says nothing about what was to be checked. */
export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    readonly values: Values = {},
  ) {
    super([code, ...Object.values(values)].join(' '))
  }
}
/** A check that was made, and failed: what was checked is not what was signed. */
export class Unheld extends Fault {}

/** An error as a worker tells it to its page: classes are lost on the way. */
export interface Told {
  code: FaultCode | null
  values: Values
  unheld: boolean
  name: string
  message: string
}
export function tell(error: unknown): Told {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const { code, values } = error instanceof Fault ? error : { code: null, values: {} }
  return { code, values, unheld: error instanceof Unheld, name, message }
}
export function heard({ code, values, unheld, name, message }: Told): Error {
  if (code === null) return Object.assign(new Error(message), { name })
  return unheld ? new Unheld(code, values) : new Fault(code, values)
}
