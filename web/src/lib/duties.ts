// SPDX-License-Identifier: Apache-2.0
// All duties, in the order of the API. Which go together the node says.
import type { Duty } from './session.svelte'

export const duties: readonly Duty[] = [
  'contributor',
  'examiner',
  'senior-examiner',
  'releasing-officer',
  'agreement-officer',
  'auditor',
  'administrator',
]
