// SPDX-License-Identifier: Apache-2.0
// What the bar offers, by duty; in the order of routes.ts. One a line, in the order of the alphabet, so that additions merge.
import { routes } from './routes'

const offered = [
  '/accounts',
  '/agreements',
  '/audit',
  '/bookings',
  '/cases',
  '/challenges',
  '/discretions',
  '/erasures',
  '/ledger',
  '/legs',
  '/map',
  '/propose',
  '/receipt',
  '/received',
  '/releases',
  '/statistics',
  '/submissions',
  '/subjects',
  '/tasks',
]

export const menu = routes.filter((route) => offered.includes(route.path))
