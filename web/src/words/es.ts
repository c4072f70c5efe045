// SPDX-License-Identifier: Apache-2.0
// In Spanish: the same keys, or it does not compile.
import type { Words } from './words.svelte'
import { administrator } from './es/administrator'
import { agreements } from './es/agreements'
import { auditor } from './es/auditor'
import { bookings } from './es/bookings'
import { checks } from './es/checks'
import { examiner } from './es/examiner'
import { ledger } from './es/ledger'
import { node } from './es/node'
import { officer } from './es/officer'
import { person } from './es/person'
import { persons } from './es/persons'
import { publicPages } from './es/public'
import { site } from './es/site'
import { statistics } from './es/statistics'
import { titles } from './es/titles'

export const es: Words = {
  ...administrator,
  ...agreements,
  ...auditor,
  ...bookings,
  ...checks,
  ...examiner,
  ...ledger,
  ...node,
  ...officer,
  ...person,
  ...persons,
  ...publicPages,
  ...site,
  ...statistics,
  ...titles,
}
