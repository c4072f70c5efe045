// SPDX-License-Identifier: Apache-2.0
// What the public pages need of the node's agreements, asked for once a page.
import { api, got, type Schema } from './api'
import type { AgreementEvent, Version } from './participation'

export type AgreementState = Schema['AgreementState']

const MOST = 64

/** How every agreement stands now. */
export async function loadStates(): Promise<AgreementState[]> {
  const { agreements } = await got(api.GET('/v1/agreements'))
  return Promise.all(
    agreements
      .slice(0, MOST)
      .map(({ agreement }) => got(api.GET('/v1/agreements/{agreement}', { params: { path: { agreement } } }))),
  )
}

/** One agreement with all that decides who takes part, at any time. */
export interface Story {
  agreement: string
  title: string
  versions: Version[]
  events: AgreementEvent[]
  /** Names of parties by their ids. */
  parties: Map<string, string>
}

interface Document {
  title: string
  amends?: string
  parties: { id: string; name: string; key: string }[]
  sources: { jurisdiction: string; key: string }[]
  validity: { until: string }
}

export const documentOf = async (agreement: string, version: string): Promise<Document> =>
  (await got(
    api.GET('/v1/agreements/{agreement}/versions/{version}', { params: { path: { agreement, version } } }),
  )) as unknown as Document

export async function loadStory(agreement: string): Promise<Story> {
  const path = { agreement }
  const [state, list] = await Promise.all([
    got(api.GET('/v1/agreements/{agreement}', { params: { path } })),
    got(api.GET('/v1/agreements/{agreement}/events', { params: { path } })),
  ])
  const documents = await Promise.all(state.versions.map((version) => documentOf(agreement, version.hash)))
  const versions = documents.map((document, index) => {
    const { hash = '', version: number = 0, title = '' } = state.versions[index] ?? {}
    return {
      hash,
      number,
      title,
      amends: document.amends ?? null,
      parties: document.parties.map((party) => party.id),
      sources: document.sources.map((source) => source.jurisdiction),
      until: Date.parse(document.validity.until),
    }
  })
  return {
    agreement: state.agreement,
    title: versions[versions.length - 1]?.title ?? '',
    versions,
    events: list.events,
    parties: new Map(documents.flatMap((document) => document.parties.map(({ id, name }) => [id, name]))),
  }
}

/** Names of organisations by what ledgers call them: the first 16 hex digits of the SHA-256 of their key. */
export async function loadPartners(): Promise<Map<string, string>> {
  const states = await loadStates()
  const documents = await Promise.all(
    states.flatMap((state) => state.versions.map((version) => documentOf(state.agreement, version.hash))),
  )
  const names = new Map<string, string>()
  for (const party of documents.flatMap((document) => document.parties)) {
    const key = Uint8Array.from(atob(party.key), (byte) => byte.charCodeAt(0))
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', key))
    const digits = Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
    names.set(digits, party.name)
  }
  return names
}
