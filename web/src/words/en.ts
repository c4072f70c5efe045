// SPDX-License-Identifier: Apache-2.0
// The model of all catalogues: keys are PAGE.message, a file an area of pages.
import { administrator } from './en/administrator'
import { agreements } from './en/agreements'
import { auditor } from './en/auditor'
import { bookings } from './en/bookings'
import { checks } from './en/checks'
import { examiner } from './en/examiner'
import { ledger } from './en/ledger'
import { node } from './en/node'
import { officer } from './en/officer'
import { person } from './en/person'
import { persons } from './en/persons'
import { publicPages } from './en/public'
import { site } from './en/site'
import { statistics } from './en/statistics'
import { titles } from './en/titles'

export const en = {
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
