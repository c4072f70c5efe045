// SPDX-License-Identifier: Apache-2.0
// Who takes part at an instant, from an agreement's events: the rules of docs/agreements.md ("The life of an
// agreement"), as pure functions. The node computes the same; a test holds both to the same examples.

/** The instant is in milliseconds since 1970. */
export type Instant = number

export interface AgreementEvent {
  event: string
  /** The hash of the version that it names. */
  version: string
  kind: string
  by: string
  sequence: number
  counts_from: string
  reason?: string
}

/** What of a version's document is needed here. */
export interface Version {
  hash: string
  number: number
  title: string
  /** The hash of the version that it amends. */
  amends: string | null
  parties: string[]
  sources: string[]
  until: Instant
}

/** What a jurisdiction has decided for itself. */
export type Own = 'out' | 'in' | 'suspended' | 'left'
/** `waiting`: it has joined, but what else is needed (its state, the agreement) is missing. */
export type Standing = 'part' | 'waiting' | 'suspended' | 'left' | 'out'
export type Life = 'none' | 'proposed' | 'active' | 'suspended' | 'replaced' | 'terminated' | 'expired'

export interface Place {
  jurisdiction: string
  own: Own
  standing: Standing
  /** Why one that has joined does not take part: the jurisdiction above that is out, or the agreement's life. */
  missing: string | null
  life: Life
}

const turns = ['suspend', 'resume', 'join', 'leave']
const stops = ['suspend', 'terminate', 'leave']

export const instantOf = (event: AgreementEvent): Instant => Date.parse(event.counts_from)

/** Of events with one number the one that undoes more is the later. */
const rank = (kind: string): number => (kind === 'leave' ? 2 : stops.includes(kind) ? 1 : 0)

/** The signer's own turns that count at AT, the newest number first. */
function turnsOf(events: AgreementEvent[], by: string, at: Instant): AgreementEvent[] {
  return events
    .filter((event) => event.by === by && turns.includes(event.kind) && instantOf(event) <= at)
    .sort((a, b) => b.sequence - a.sequence || rank(b.kind) - rank(a.kind))
}

export function ownDecision(events: AgreementEvent[], version: Version, jurisdiction: string, at: Instant): Own {
  let resumed = false
  let suspended = false
  for (const turn of turnsOf(events, jurisdiction, at)) {
    if (turn.kind === 'leave') return 'left'
    if (turn.kind === 'join' && turn.version === version.hash) return suspended ? 'suspended' : 'in'
    if (turn.kind === 'suspend' && !resumed) suspended = true
    if (turn.kind === 'resume') resumed = true
  }
  return suspended ? 'suspended' : 'out'
}

/** Whether PARTY holds the whole agreement up. */
function holdsUp(events: AgreementEvent[], party: string, at: Instant): boolean {
  const last = turnsOf(events, party, at).find((turn) => turn.kind !== 'join')
  return last?.kind === 'suspend'
}

const earliest = (events: AgreementEvent[], is: (event: AgreementEvent) => boolean): Instant =>
  Math.min(...events.filter(is).map(instantOf))

export function lifeOf(events: AgreementEvent[], versions: Version[], version: Version, at: Instant): Life {
  const firstOf = (kind: string, hash: string): Instant =>
    earliest(events, (event) => event.kind === kind && event.version === hash)
  if (at < firstOf('propose', version.hash)) return 'none'
  if (at >= earliest(events, (event) => event.kind === 'terminate')) return 'terminated'
  const later = versions.filter((other) => other.amends === version.hash)
  if (later.some((other) => at >= firstOf('activate', other.hash))) return 'replaced'
  if (at >= version.until) return 'expired'
  if (at < firstOf('activate', version.hash)) return 'proposed'
  const parties = new Set(versions.flatMap((other) => other.parties))
  return [...parties].some((party) => holdsUp(events, party, at)) ? 'suspended' : 'active'
}

/** "US-NY-027" lies in "US-NY", which lies in "US". */
export function placesAbove(jurisdiction: string): string[] {
  const parts = jurisdiction.split('-')
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('-'))
}

const standingOf: Record<Exclude<Own, 'in'>, Standing> = { out: 'out', suspended: 'suspended', left: 'left' }

export function placeAt(
  events: AgreementEvent[],
  versions: Version[],
  version: Version,
  jurisdiction: string,
  at: Instant,
): Place {
  const own = ownDecision(events, version, jurisdiction, at)
  const life = lifeOf(events, versions, version, at)
  if (own !== 'in') return { jurisdiction, own, standing: standingOf[own], missing: null, life }
  const above = placesAbove(jurisdiction).find(
    (place) => version.sources.includes(place) && ownDecision(events, version, place, at) !== 'in',
  )
  const missing = above ?? (life === 'active' ? null : life)
  return { jurisdiction, own, standing: missing === null ? 'part' : 'waiting', missing, life }
}

/** The version that is looked at: that in force, or else the newest that was proposed by then. */
export function versionAt(events: AgreementEvent[], versions: Version[], at: Instant): Version | null {
  const known = versions.filter((version) => lifeOf(events, versions, version, at) !== 'none')
  const inForce = known.find((version) => ['active', 'suspended'].includes(lifeOf(events, versions, version, at)))
  return inForce ?? known.reduce<Version | null>((newest, v) => (newest && newest.number > v.number ? newest : v), null)
}

/** Every jurisdiction that the version names, as it stands. */
export function placesAt(events: AgreementEvent[], versions: Version[], at: Instant): Place[] {
  const version = versionAt(events, versions, at)
  return (version?.sources ?? []).map((source) => placeAt(events, versions, version as Version, source, at))
}

const recorded = ['comment', 'petition', 'hearing']

/** When anything about taking part may change, in order: the steps of the slider. */
export function momentsOf(events: AgreementEvent[], versions: Version[], now: Instant): Instant[] {
  const steps = events.filter((event) => !recorded.includes(event.kind)).map(instantOf)
  const ends = versions.map((version) => version.until).filter((until) => until <= now)
  return [...new Set([...steps, ...ends])].sort((a, b) => a - b)
}

export interface Change {
  from: Instant
  place: Place
  /** What counted from then: the jurisdiction's own step, one of a place above or of the agreement. */
  because: AgreementEvent[]
}

/** What became of one jurisdiction, step by step, each with the events that count from the same instant. */
export function changesOf(
  events: AgreementEvent[],
  versions: Version[],
  jurisdiction: string,
  moments: Instant[],
): Change[] {
  const changes: Change[] = []
  for (const from of moments) {
    const version = versionAt(events, versions, from)
    if (!version?.sources.includes(jurisdiction)) continue
    const place = placeAt(events, versions, version, jurisdiction, from)
    const before = changes[changes.length - 1]?.place
    if (before && before.own === place.own && before.standing === place.standing && before.missing === place.missing)
      continue
    if (!before && place.own === 'out') continue
    const names = [jurisdiction, ...placesAbove(jurisdiction)]
    const because = events.filter(
      (event) =>
        instantOf(event) === from &&
        !recorded.includes(event.kind) &&
        (names.includes(event.by) || !/^[A-Z]{2}(-|$)/.test(event.by)),
    )
    changes.push({ from, place, because })
  }
  return changes
}
