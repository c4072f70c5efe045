// SPDX-License-Identifier: Apache-2.0
// Places, events and reasons on the map's page, as readers write them.
import type { Story } from '../../../lib/agreements'
import type { AgreementEvent, Place } from '../../../lib/participation'
import { nameOf, type PlaceName } from '../../../lib/places'
import { code, t } from '../../../words/words.svelte'

export type Names = Map<string, PlaceName>

const isPlace = (by: string): boolean => /^[A-Z]{2}(-|$)/.test(by)

export const signerWords = (names: Names, story: Story, by: string): string =>
  isPlace(by) ? nameOf(names, by) : (story.parties.get(by) ?? by)

/** Why one that has joined does not take part; empty when it does, or has decided so itself. */
export function missingWords(names: Names, { missing }: Place): string {
  if (missing === null) return ''
  return isPlace(missing) ? t('map.missing.above', { place: nameOf(names, missing) }) : code('missing', missing)
}

export interface Happening {
  what: string
  who: string[]
  reason: string
}

/** Events of one instant, those of one kind and reason together. */
export function happenings(names: Names, story: Story, events: AgreementEvent[]): Happening[] {
  const groups = new Map<string, Happening>()
  for (const event of events) {
    const key = `${event.kind} ${event.reason ?? ''}`
    const group = groups.get(key) ?? { what: code('event', event.kind), who: [], reason: event.reason ?? '' }
    group.who.push(signerWords(names, story, event.by))
    groups.set(key, group)
  }
  return [...groups.values()]
}
