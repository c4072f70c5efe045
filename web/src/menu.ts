// SPDX-License-Identifier: Apache-2.0
// What the bar offers, by duty; within a duty in the order of routes.ts. One a line, in the order of the alphabet, so that
// additions merge.
import { duties } from './lib/duties'
import type { Route } from './lib/router.svelte'
import type { Duty } from './lib/session.svelte'
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

export interface Group {
  /** Null for everybody. */
  duty: Duty | null
  links: Route[]
}

/** What everybody is offered, then one group for each of DUTIES; a page that several of them have is in the first. */
export function menuOf(own: readonly Duty[]): Group[] {
  const left = new Set(routes.filter(({ path }) => offered.includes(path)))
  const groups = [null, ...duties.filter((duty) => own.includes(duty))].map((duty) => {
    const links = [...left].filter((route) => (duty ? route.duties?.includes(duty) : !route.duties))
    for (const link of links) left.delete(link)
    return { duty, links }
  })
  return groups.filter(({ links }) => links.length > 0)
}
