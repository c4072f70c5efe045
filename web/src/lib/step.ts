// SPDX-License-Identifier: Apache-2.0
// A step that an officer takes in the page: first made ready, so that it can be said who signs what, then signed and sent.
import { isStop, type Event, type Version } from './agreement'
import { documentOf } from './agreements'
import { api, got, type Schema } from './api'
import { nextSequence, signerOf, signStep } from './event'
import { openKey } from './keyfile'
import { t } from '../words/words.svelte'

type Body = Schema['AgreementStep']
export type Kind = Body['step']

export interface Wish {
  /** The jurisdiction that takes it; empty for the organisation. */
  place: string
  reason: string
  by: 'node' | 'file'
  files: FileList | undefined
  passphrase: string
}

/** The agreement, the version that is shown, and all of them, the oldest first. */
export interface About {
  agreement: string
  version: Version
  versions: Version[]
  events: Event[]
}

export interface Ready {
  /** Who signs, where that is another than the organisation of the node. */
  by: string
  send: () => Promise<Schema['EventTaken']>
}

/** What the node is asked for: of the version that is shown, but a stop of that which the node finds all others know. */
export function bodyOf(kind: Kind, { place, reason }: Wish, version: string): Body {
  return {
    step: kind,
    ...(place && { as: place }),
    ...(reason.trim() && { reason: reason.trim() }),
    ...(!isStop(kind) && { version }),
  }
}

function byNode({ agreement, version }: About, kind: Kind, wish: Wish): Ready {
  const body = bodyOf(kind, wish, version.hash)
  return {
    by: wish.place,
    send: () => got(api.POST('/v1/agreements/{agreement}/steps', { params: { path: { agreement } }, body })),
  }
}

/* The key must be that of who is to sign; of which version a stop is, follows from it as it does at the node. */
async function byFile({ agreement, version, versions, events }: About, kind: Kind, wish: Wish): Promise<Ready> {
  const { place } = wish
  const reason = wish.reason.trim()
  const file = wish.files?.[0]
  if (!file) throw new Error(t('sign.nofile'))
  const key = await openKey(await file.text(), wish.passphrase)
  const named = (isStop(kind) ? versions : [version]).map(async ({ hash }) => ({ hash, ...(await documentOf(agreement, hash)) }))
  const signer = signerOf(key.public, place, await Promise.all(named))
  if (!signer) throw new Error(place ? t('sign.stranger.place', { place }) : t('sign.stranger'))
  const send = async () => {
    const { at: time } = await got(api.GET('/v1/agreements/{agreement}', { params: { path: { agreement } } }))
    const signed = await signStep({ agreement, kind, reason, time, ...signer }, nextSequence(events, signer.by), key)
    return got(api.POST('/v1/events', { body: signed as unknown as Record<string, never> }))
  }
  return { by: signer.by, send }
}

/** Nothing is sent before `send`; a key file that fits nobody is refused here. */
export async function makeReady(about: About, kind: Kind, wish: Wish): Promise<Ready> {
  return wish.by === 'node' ? byNode(about, kind, wish) : byFile(about, kind, wish)
}
