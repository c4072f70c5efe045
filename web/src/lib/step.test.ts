// SPDX-License-Identifier: Apache-2.0
// What the node is sent when an officer takes a step, and that nothing is before it is said who signs.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Event, Version } from './agreement'
import type { Kind, Wish } from './step'
import { t, tongue } from '../words/words.svelte'

const posted: { path: string; body: { event: Record<string, unknown> } }[] = []
const keys = { ny: 'k', 'US-NY-027': 'c', 'US-NY-111': 'o' }
/* The second version alone names the county of the key "o". */
const documentOf = (version: string) => ({
  parties: [{ id: 'ny', key: keys.ny }],
  sources: (['US-NY-027', 'US-NY-111'] as const)
    .slice(0, Number(version))
    .map((jurisdiction) => ({ jurisdiction, key: keys[jurisdiction] })),
})
vi.mock('./api', () => ({
  got: async (reply: Promise<{ data: unknown }>) => (await reply).data,
  api: {
    GET: async (path: string, { params }: { params: { path: { version: string } } }) => ({
      data: path.endsWith('{version}') ? documentOf(params.path.version) : { at: '2011-06-01T00:00:00Z' },
    }),
    POST: async (path: string, { body }: { body: { event: Record<string, unknown> } }) => {
      posted.push({ path, body })
      return { data: {} }
    },
  },
}))
vi.mock('./keyfile', () => ({ openKey: async (text: string) => ({ public: text, sign: async () => 'signature' }) }))
const { makeReady } = await import('./step')
await tongue.learn('officer')

const version = (hash: string) => ({ hash }) as Version
const about = { agreement: 'a', version: version('2'), versions: [version('1'), version('2')], events: [] as Event[] }
const wish: Wish = { place: '', reason: ' So. ', by: 'node', files: undefined, passphrase: '' }
const fileOf = (key: string) => [{ name: 'key.pem', text: async () => key }] as unknown as FileList
const withFile = (key: string, place = ''): Wish => ({ ...wish, by: 'file', files: fileOf(key), place })

beforeEach(() => void posted.splice(0))

describe('by the node', () => {
  const sent = async (kind: Kind, more: Partial<Wish> = {}) => {
    await (await makeReady(about, kind, { ...wish, ...more })).send()
    return posted.splice(0)[0]?.body
  }
  it('is for the version that is shown, but a stop for all of them', async () => {
    for (const step of ['notice', 'sign', 'activate', 'resume'] as const)
      expect(await sent(step)).toEqual({ step, reason: 'So.', version: '2' })
    expect(await sent('join', { place: 'US-NY', reason: '' })).toEqual({ step: 'join', as: 'US-NY', version: '2' })
    for (const step of ['suspend', 'leave'] as const)
      expect(await sent(step, { place: 'US-NY' })).toEqual({ step, as: 'US-NY', reason: 'So.' })
    expect(await sent('terminate')).toEqual({ step: 'terminate', reason: 'So.' })
  })
})

describe('with a key file', () => {
  it('is by whom the key is of; a stop of the first version that names it', async () => {
    for (const [kind, key, place, by, named] of [
      ['sign', 'k', '', 'ny', '2'],
      ['join', 'c', 'US-NY-027', 'US-NY-027', '2'],
      ['leave', 'c', 'US-NY-027', 'US-NY-027', '1'],
      ['suspend', 'o', 'US-NY-111', 'US-NY-111', '2'],
      ['suspend', 'k', '', 'ny', '1'],
    ] as const) {
      const ready = await makeReady(about, kind, withFile(key, place))
      expect([ready.by, posted]).toEqual([by, []])
      await ready.send()
      expect(posted.splice(0)).toMatchObject([{ path: '/v1/events', body: { event: { kind, by, version: named, sequence: 1 } } }])
    }
  })
  it('is refused, and nothing sent, when the key is of another', async () => {
    const place = 'US-NY-027'
    await expect(makeReady(about, 'leave', withFile('o', place))).rejects.toThrow(t('sign.stranger.place', { place }))
    for (const key of ['c', 'x']) await expect(makeReady(about, 'suspend', withFile(key))).rejects.toThrow(t('sign.stranger'))
    await expect(makeReady(about, 'sign', { ...withFile('k'), files: undefined })).rejects.toThrow(t('sign.nofile'))
    expect(posted).toEqual([])
  })
})
