// SPDX-License-Identifier: Apache-2.0
// Every page of the route list, with an address that has something to show. A new page is tested without being named here,
// unless its address has a parameter of a kind that no other has.
import { routes } from '../src/routes'
import type { Duty } from '../src/lib/session.svelte'
import { ask, stage, type Node } from './stage'

export interface Place {
  path: string
  /** Who looks: the first of those who may; null for everybody. */
  duty: Duty | null
}

interface Looker {
  node: Node
  path: string
}
type First = Record<string, { [member: string]: string }[]>

/** The member ID of the first element of the list that PATH answers. */
async function first(node: Node, duty: Duty | null, path: string, list: string, id: string): Promise<string> {
  const value = (await ask<First>(node, duty, path))[list]?.[0]?.[id]
  if (!value) throw new Error(`${node.id} has nothing at ${path}`)
  return value
}

/* At which node there is such a thing, and what it is called. */
const parameters: Record<string, () => Promise<{ node: Node; value: string }>> = {
  agreement: async () => ({ node: stage.bureau, value: stage.agreement }),
  booking: async () => ({
    node: stage.bureau,
    value: await first(stage.bureau, 'contributor', '/v1/bookings', 'bookings', 'booking'),
  }),
  task: async () => {
    const { tasks } = await ask<First>(stage.bureau, 'examiner', '/v1/tasks')
    const mine = tasks?.[0] ?? (await ask<{ task: string }>(stage.bureau, 'examiner', '/v1/tasks', null))
    return { node: stage.bureau, value: mine.task! }
  },
  discretion: async () => ({
    node: stage.repository,
    value: await first(stage.repository, 'releasing-officer', '/v1/discretions', 'discretions', 'discretion'),
  }),
  challenge: async () => ({
    node: stage.bureau,
    value: await first(stage.bureau, 'releasing-officer', '/v1/challenges', 'challenges', 'challenge'),
  }),
  account: async () => ({ node: stage.bureau, value: 'examiner' }),
  index: async () => ({ node: stage.bureau, value: '0' }),
  partner: async () => ({ node: stage.bureau, value: stage.repository.id }),
  leg: async () => ({
    node: stage.bureau,
    value: await first(stage.bureau, 'releasing-officer', '/v1/received', 'received', 'leg'),
  }),
  subject: async () => {
    const path = '/v1/bookings?state=complete'
    const booking = await first(stage.bureau, 'contributor', path, 'bookings', 'booking')
    const { subject } = await ask<{ subject: string }>(stage.bureau, 'contributor', `/v1/bookings/${booking}`)
    return { node: stage.bureau, value: subject }
  },
  case: async () => ({ node: stage.bureau, value: await first(stage.bureau, 'auditor', '/v1/cases', 'cases', 'case') }),
}

/** Pages without parameters that have something to show at the repository only. */
const lists = /^\/(discretions|releases)$/

export const places: Place[] = routes.map((route) => ({ path: route.path, duty: route.duties?.[0] ?? null }))

const found = new Map<string, Promise<Looker>>()

/** The node that has something for this page, and the address there: the same whenever it is asked. */
export function lookerOf(place: Place): Promise<Looker> {
  const known = found.get(place.path) ?? lookFor(place)
  found.set(place.path, known)
  return known
}
async function lookFor(place: Place): Promise<Looker> {
  let node = lists.test(place.path) ? stage.repository : stage.bureau
  const parts: string[] = []
  for (const part of place.path.split('/')) {
    if (!part.startsWith(':')) {
      parts.push(part)
      continue
    }
    const parameter = parameters[part.slice(1)]
    if (!parameter) throw new Error(`say in e2e/places.ts what "${part}" can be`)
    const one = await parameter()
    node = one.node
    parts.push(encodeURIComponent(one.value))
  }
  return { node, path: parts.join('/') }
}
