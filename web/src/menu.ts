// SPDX-License-Identifier: Apache-2.0
// What the bar offers, by duty; in the order of routes.ts.
import { routes } from './routes'

const offered = [
  '/agreements',
  '/bookings',
  '/discretions',
  '/ledger',
  '/propose',
  '/receipt',
  '/releases',
  '/statistics',
]

export const menu = routes.filter((route) => offered.includes(route.path))
