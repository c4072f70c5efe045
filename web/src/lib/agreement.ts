// SPDX-License-Identifier: Apache-2.0
// How an agreement's life is shown: its stages with their dates, what has to happen next and when it can, and the
// places that take part as a tree. All of it from what the node says; what counts is decided there, never here.
import type { Schema } from './api'

export type Version = Schema['AgreementState']['versions'][number]
export type Event = Schema['AgreementEvents']['events'][number]
export type Section = Schema['AgreementWords']['sections'][number]
export type Source = Version['sources'][number]
export type EventKind = Event['kind']

export interface Stage {
  name: 'proposed' | 'noticed' | 'comments' | 'signed' | 'active' | 'stopped'
  state: 'done' | 'now' | 'ahead'
  /** When it was reached; of the comment period, when it ends. */
  time: string | null
  steps: Version['signatures']
}

function firstOf(kind: EventKind, version: Version, events: Event[]): string | null {
  const times = events.filter((event) => event.kind === kind && event.version === version.hash)
  return times.map((event) => event.counts_from).sort()[0] ?? null
}

/** When the last of STEPS was taken; null when one is missing. */
function whenAll(steps: Version['signatures']): string | null {
  const times = steps.map((step) => step.time)
  return times.length > 0 && times.every((time) => time !== null) ? (times.sort().at(-1) ?? null) : null
}

/** Since when the newest stop of a party counts; stops hold for every version. */
function lastStop(version: Version, events: Event[]): string | null {
  if (version.life !== 'suspended' && version.life !== 'terminated') return null
  const kind = version.life === 'suspended' ? 'suspend' : 'terminate'
  const parties = version.signatures.map((step) => step.by)
  const stops = events.filter((event) => event.kind === kind && parties.includes(event.by))
  return stops.map((event) => event.counts_from).sort().at(-1) ?? null
}

export function stagesOf(version: Version, events: Event[], at: string): Stage[] {
  const noticed = whenAll(version.notices)
  const signed = whenAll(version.signatures)
  const active = firstOf('activate', version, events)
  const commented = version.comments_end !== null && version.comments_end <= at
  const line: [Stage['name'], string | null, boolean, Version['signatures']][] = [
    ['proposed', firstOf('propose', version, events), true, []],
    ['noticed', noticed, noticed !== null, version.notices],
    ['comments', version.comments_end, commented, []],
    ['signed', signed, signed !== null, version.signatures],
    ['active', active, active !== null, []],
  ]
  const now = line.findIndex(([, , done]) => !done)
  const stages: Stage[] = line.map(([name, time, done, steps], place) => ({
    name,
    time,
    steps,
    state: done ? 'done' : place === now ? 'now' : 'ahead',
  }))
  if (['suspended', 'terminated', 'replaced', 'expired'].includes(version.life))
    stages.push({ name: 'stopped', time: lastStop(version, events), steps: [], state: 'now' })
  return stages
}

/** The parties that have suspended an agreement and not resumed it. */
export function suspendedBy(version: Version, events: Event[]): string[] {
  return version.signatures
    .map((step) => step.by)
    .filter((party) => {
      const steps = events.filter((event) => event.by === party && ['suspend', 'resume'].includes(event.kind))
      return steps.sort((a, b) => a.sequence - b.sequence).at(-1)?.kind === 'suspend'
    })
}

/** What has to happen before the next step: a message's name, who has to do it, and from when it can be done. */
export interface Next {
  what: 'notice' | 'comments' | 'sign' | 'wait' | 'activate' | 'active' | 'resume' | 'over'
  who: string[]
  when: string | null
}

export interface Validity {
  from: string
  until: string
}

export function nextOf(version: Version, events: Event[], at: string, validity: Validity | null): Next {
  const missing = (steps: Version['signatures']) => steps.filter((step) => !step.time).map((step) => step.by)
  switch (version.life) {
    case 'proposed':
      return { what: 'notice', who: missing(version.notices), when: null }
    case 'noticed':
      return version.comments_end && version.comments_end > at
        ? { what: 'comments', who: [], when: version.comments_end }
        : { what: 'sign', who: missing(version.signatures), when: null }
    case 'signed':
      return validity && validity.from > at
        ? { what: 'wait', who: [], when: validity.from }
        : { what: 'activate', who: [], when: null }
    case 'active':
      return { what: 'active', who: [], when: validity?.until ?? null }
    case 'suspended':
      return { what: 'resume', who: suspendedBy(version, events), when: null }
    default:
      return { what: 'over', who: [], when: null }
  }
}

/** Whether the public may hand in comments now. */
export function isOpenForComment(version: Version, at: string): boolean {
  return version.life === 'noticed' && version.comments_end !== null && version.comments_end > at
}

/** What the terms say of a member, as the node sends it beside the words. */
export function termsOf<T>(sections: Section[], member: string): T | null {
  return (sections.find((section) => section.member === member)?.terms as T | undefined) ?? null
}

/** Names of places, as the plain words of an agreement have them: "- Dutchess County, New York (US-NY-027)". */
export function namesOfPlaces(sections: Section[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const section of sections)
    for (const [, name = '', place = ''] of section.words.matchAll(/(?:^- |is )([^\n"]+?) \(([A-Z]{2}(?:-[A-Z0-9]{1,5}){0,2})\)/gm))
      names.set(place, name)
  return names
}

export interface Place {
  code: string
  name: string
  source: Source | null
  /** Its own last step: when it counts from. */
  since: string | null
  within: Place[]
}

/** Countries, states and counties that an agreement lists, each within the nearest listed above it. */
export function treeOf(version: Version, events: Event[], names: Map<string, string>): Place[] {
  const steps: EventKind[] = ['join', 'leave', 'suspend', 'resume']
  const places = new Map<string, Place>()
  for (const source of version.sources) {
    const own = events.filter((event) => event.by === source.jurisdiction && steps.includes(event.kind))
    const last = own.sort((a, b) => a.sequence - b.sequence).at(-1)
    const code = source.jurisdiction
    places.set(code, { code, name: names.get(code) ?? code, source, since: last?.counts_from ?? null, within: [] })
  }
  const roots: Place[] = []
  for (const place of [...places.values()].sort((a, b) => a.code.localeCompare(b.code))) {
    const parts = place.code.split('-')
    let above: Place | undefined
    while (!above && parts.pop() !== undefined && parts.length > 0) above = places.get(parts.join('-'))
    ;(above ? above.within : roots).push(place)
  }
  return roots
}

/** The steps that make sense to offer beside suspending; the node refuses what does not hold, in its own words. */
export function stepsOffered(version: Version): EventKind[] {
  switch (version.life) {
    case 'proposed':
      return ['notice', 'leave', 'resume', 'terminate']
    case 'noticed':
      return ['sign', 'join', 'leave', 'resume', 'terminate']
    case 'signed':
      return ['activate', 'join', 'leave', 'resume', 'terminate']
    case 'active':
      return ['join', 'leave', 'resume', 'terminate']
    case 'suspended':
      return ['resume', 'join', 'leave', 'terminate']
    default:
      return []
  }
}

/** Whether a jurisdiction takes the step: always, also (and otherwise a party), or never. */
export function forJurisdiction(kind: EventKind): 'must' | 'may' | 'never' {
  if (kind === 'join' || kind === 'leave') return 'must'
  return kind === 'suspend' || kind === 'resume' ? 'may' : 'never'
}

/** Steps that hold for every version and wait for nothing (docs/agreements.md, "Stops"). */
export function isStop(kind: EventKind): boolean {
  return kind === 'suspend' || kind === 'terminate' || kind === 'leave'
}
