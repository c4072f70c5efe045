// SPDX-License-Identifier: Apache-2.0
// What the bar offers, by duty; in the order of routes.ts.
import { routes } from './routes'

const offered = [
  '/agreements',
  '/bookings',
  '/discretions',
  '/ledger',
  '/map',
  '/propose',
  '/receipt',
  '/releases',
  '/statistics',
  '/submissions',
  '/tasks',
]

export const menu = routes.filter((route) => offered.includes(route.path))
