// SPDX-License-Identifier: Apache-2.0
// Accesses to personal data, so that a page that somebody looked at all day does not fill the list of it.
import type { Schema } from './api'

export type Access = Schema['Accesses']['accesses'][number]

export interface Group {
  /** In UTC, as all times of the node are. */
  day: string
  account: string
  owner: string
  /** The newest first, as they were given. */
  single: Access[]
}

/** What one account was given of one record in one day belongs together; the group with the newest comes first. */
export function groupAccesses(newestFirst: Access[]): Group[] {
  const groups = new Map<string, Group>()
  for (const one of newestFirst) {
    const { account, owner } = one
    const day = one.time.slice(0, 10)
    const name = JSON.stringify([day, account, owner])
    const group = groups.get(name) ?? { day, account, owner, single: [] }
    group.single.push(one)
    groups.set(name, group)
  }
  return [...groups.values()]
}
