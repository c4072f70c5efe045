// SPDX-License-Identifier: Apache-2.0
// Every page of the route list, with an address that has something to show. A new page is tested without being named here,
// unless its address has a parameter of a kind that no other has. And views: what a page shows once something was done on it.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { analyse } from './examine'
import { routes } from '../src/routes'
import type { Duty } from '../src/lib/session.svelte'
import { ask, stage, type Node } from './stage'
import type { Tab } from './tab'

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

export interface View extends Place {
  what: string
  /** What is done on the page before it shows this. */
  act: (tab: Tab) => Promise<void>
  /** Changes what other tests begin with. */
  spends?: true
}

/** Says who one is as /receipt asks it. */
export async function openStatement(tab: Tab, code = stage.code): Promise<void> {
  await tab.page.getByLabel(tab.t('person.code')).fill(code)
  await tab.page.getByRole('button', { name: tab.t('person.look') }).click()
  await tab.page.getByRole('heading', { name: tab.t('person.searches') }).waitFor()
}
/** Ten images of one finger, checked. */
async function draftBooking(tab: Tab): Promise<void> {
  const buffer = readFileSync(join(dirname(stage.card), 'people/p000000f01_1.png'))
  const files = Array.from({ length: 10 }, (_, i) => ({ name: `${String(i + 1).padStart(2, '0')}.png`, mimeType: 'image/png', buffer }))
  await tab.page.locator('input[type=file][multiple]').setInputFiles(files)
  await tab.page.getByText(tab.t('new.count.other', { n: 10 })).waitFor()
  await tab.page.getByRole('button', { name: tab.t('new.check'), exact: true }).click()
  await tab.page.getByRole('heading', { name: tab.t('quality.title') }).waitFor()
}

export const views: View[] = [
  { path: '/receipt', duty: null, what: 'statement', act: openStatement },
  {
    path: '/agreements/:agreement',
    duty: 'agreement-officer',
    what: 'officer',
    act: (tab) => tab.page.getByRole('heading', { name: tab.t('stop.title') }).waitFor(),
  },
  {
    path: '/agreements/:agreement/preview',
    duty: 'agreement-officer',
    what: 'decision',
    act: async (tab) => {
      await tab.page.getByLabel(tab.t('preview.stage')).selectOption('send')
      await tab.page.getByRole('button', { name: tab.t('preview.send') }).click()
      await tab.page.getByRole('heading', { name: tab.t('preview.result') }).waitFor()
    },
  },
  {
    path: '/submissions',
    duty: 'agreement-officer',
    what: 'registered',
    act: async (tab) => {
      await tab.page.getByLabel(tab.t('submissions.state')).selectOption('registered')
      await tab.settle()
    },
  },
  { path: '/bookings/new', duty: 'contributor', what: 'draft', act: draftBooking },
  {
    path: '/bookings/:booking',
    duty: 'contributor',
    what: 'dialog',
    act: async (tab) => {
      await tab.page.getByLabel(tab.t('receipt.language')).selectOption('es')
      await tab.page.getByRole('button', { name: tab.t('receipt.make') }).click()
      await tab.page.getByRole('dialog').waitFor()
    },
  },
  {
    path: '/challenges/:challenge',
    duty: 'releasing-officer',
    what: 'read',
    act: async (tab) => {
      await tab.page.getByRole('button', { name: tab.t('challenge.read') }).click()
      await tab.page.getByRole('heading', { name: tab.t('challenge.text') }).waitFor()
      const wrong = tab.page.getByLabel(tab.t('decision.upheld'))
      if (await wrong.count()) await wrong.check()
    },
  },
  {
    path: '/audit/openings',
    duty: 'auditor',
    what: 'opened',
    act: async (tab) => {
      await tab.page.getByRole('button', { name: tab.t('audit.read') }).click()
      await tab.page.getByLabel(tab.t('audit.many')).fill('60')
      await tab.page.getByRole('button', { name: tab.t('audit.open') }).click()
      await tab.page.getByRole('heading', { name: tab.t('audit.counties'), level: 2 }).waitFor()
    },
  },
  {
    path: '/audit/pairing',
    duty: 'auditor',
    what: 'compared',
    act: async (tab) => {
      await tab.page.getByLabel(tab.t('audit.partner'), { exact: true }).selectOption(stage.repository.id)
      await tab.page.getByRole('heading', { name: tab.t('audit.unpaired') }).waitFor()
    },
  },
  {
    path: '/tasks/:task',
    duty: 'examiner',
    what: 'comparison',
    spends: true,
    act: async (tab) => {
      await analyse(tab)
      await tab.page.getByRole('radio', { name: tab.t('code.conclusion.identification') }).waitFor()
    },
  },
]
