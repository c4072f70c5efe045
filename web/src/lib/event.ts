// SPDX-License-Identifier: Apache-2.0
// An event of an agreement's life, made and signed in the page (docs/agreements.md, "Event files").
import { canonical, type Json } from './canonical'
import type { Event, EventKind } from './agreement'
import type { OpenKey } from './keyfile'

/** Whose keys a version of an agreement names. */
export interface Named {
  hash: string
  parties: { id: string; key: string }[]
  sources: { jurisdiction: string; key: string }[]
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

/** As whom KEY signs: as the jurisdiction AS, or as a party where that is empty; and of which version: the first of
 * VERSIONS that names it so. Null when none does: nobody else is signed for. */
export function signerOf(key: string, as: string, versions: Named[]): { by: string; version: string } | null {
  for (const { hash: version, parties, sources } of versions) {
    const by = as
      ? sources.find((source) => source.key === key && source.jurisdiction === as)?.jurisdiction
      : parties.find((party) => party.key === key)?.id
    if (by) return { by, version }
  }
  return null
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
