// SPDX-License-Identifier: Apache-2.0
// An event of an agreement's life, made and signed in the page (docs/agreements.md, "Event files").
import { canonical, type Json } from './canonical'
import type { Event, EventKind } from './agreement'
import type { OpenKey } from './keyfile'

/** Who may sign under an agreement, by the key that it names: a party's id, or a jurisdiction's code. */
export interface Signer {
  by: string
  key: string
  isParty: boolean
}

export interface Step {
  agreement: string
  version: string
  kind: EventKind
  by: string
  reason: string
  /** The node's present time. */
  time: string
}

/** Whom KEY speaks for in an agreement with these PARTIES and SOURCES. */
export function signersOf(
  key: string,
  parties: { id: string; key: string }[],
  sources: { jurisdiction: string; key: string }[],
): Signer[] {
  return [
    ...parties.map((party) => ({ by: party.id, key: party.key, isParty: true })),
    ...sources.map((source) => ({ by: source.jurisdiction, key: source.key, isParty: false })),
  ].filter((signer) => signer.key === key)
}

/** One more than the greatest number that SIGNER has used. */
export function nextSequence(events: Event[], signer: string): number {
  return Math.max(0, ...events.filter((event) => event.by === signer).map((event) => event.sequence)) + 1
}

/** The file of the event, as `POST /v1/events` takes it. */
export async function signStep(step: Step, sequence: number, key: OpenKey): Promise<{ event: Json; signature: string }> {
  const event: Json = {
    agreement: step.agreement,
    by: step.by,
    form: 'tenprint-event/1',
    kind: step.kind,
    sequence,
    time: step.time,
    version: step.version,
    ...(step.reason && { reason: step.reason }),
  }
  const signed = new TextEncoder().encode(`tenprint-event/1\n${canonical(event)}`)
  return { event, signature: await key.sign(signed) }
}
