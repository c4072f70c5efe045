// SPDX-License-Identifier: Apache-2.0
// What is known of a person is nowhere but before those who may see it: every duty, and nobody, goes to every page, those
// that are not theirs, too. Looked for in addresses, in what scripts can read of the browser's memory, in the replies and
// pages of those not entitled, and in the logs of the nodes.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Duty } from '../src/lib/session.svelte'
import { lookerOf, places } from './places'
import { addressesWithSecrets, secretsIn, tellers } from './secrets'
import { ask, duties, stage, type Node } from './stage'
import { Tab, close } from './tab'

const { name, date_of_birth, case_number } = stage.person

/* Paths of the API, and of pages: what is known of a person is with the person's number, for doubts about who somebody is, for
 * releases and for auditors. Not with a booking, once it was sent; and tasks are of prints: of whose they are, nothing. */
const subjects = /^(\/v1)?\/subjects\/\w+$/
/** Where a duty is told of the person; nobody is told anywhere else. */
const entitled: Partial<Record<Duty, RegExp[]>> = {
  'senior-examiner': [subjects],
  'releasing-officer': [subjects],
  auditor: [subjects],
}

/** All that a script could find again, but for language, theme and that there is a session, which are nobody's secrets. */
async function memoryOf(tab: Tab): Promise<string> {
  return tab.page.evaluate(async () => {
    const kept = Object.entries(localStorage).filter(([key]) => key !== 'language' && key !== 'theme')
    const caches = 'caches' in window ? await window.caches.keys() : []
    const bases = (await indexedDB.databases()).map((one) => one.name)
    const cookies = document.cookie.split('; ').filter((one) => !/^(tenprint-open-\d+=1)?$/.test(one))
    return JSON.stringify([...kept, ...Object.entries(sessionStorage), ...cookies, ...caches, ...bases, history.state])
  })
}
const nothing = JSON.stringify([null])

/** Those of the person's own booking, which are not the first ones that places.ts finds. */
async function pagesOfPerson(): Promise<{ node: Node; path: string }[]> {
  const { booking } = await ask<{ booking: string }>(stage.bureau, null, '/v1/receipts/look', { code: stage.code, language: 'en' })
  const { subject } = await ask<{ subject: string }>(stage.bureau, 'contributor', `/v1/bookings/${booking}`)
  return [`/bookings/${booking}`, `/subjects/${subject}`].map((path) => ({ node: stage.bureau, path }))
}

describe.each([null, ...duties])('%s', (duty) => {
  const tabs = new Map<string, Tab>()
  const open = async (node: Node): Promise<Tab> => {
    const known = tabs.get(node.id)
    if (known) return known
    const tab = await Tab.open(node)
    tab.forgiven = new Set([401, 403, 404])
    if (duty) await tab.logIn(duty)
    else await tab.load('/')
    tabs.set(node.id, tab)
    return tab
  }

  test('goes to every page, and is told only what is theirs', async () => {
    const told: string[] = []
    const visits = [...(await Promise.all(places.map(lookerOf))), ...(await pagesOfPerson())]
    for (const { node, path } of visits) {
      const tab = await open(node)
      await tab.go(path)
      if (secretsIn(await tab.page.locator('html').innerHTML()).length > 0) told.push(path)
    }
    for (const tab of tabs.values()) {
      told.push(...(await tellers(tab)))
      expect(addressesWithSecrets(tab)).toEqual([])
      expect(await memoryOf(tab)).toBe(nothing)
      expect(tab.takeTroubles()).toEqual([])
      await tab.close()
    }
    const allowed = (duty && entitled[duty]) ?? []
    expect(told.filter((path) => !allowed.some((one) => one.test(path)))).toEqual([])
    expect(allowed.filter((one) => !told.some((path) => path.startsWith('/v1/') && one.test(path)))).toEqual([])
  })
})

test('what is typed about a person is in no storage, and gone with the page', async () => {
  const tab = await Tab.open(stage.bureau)
  tab.page.on('dialog', (question) => void question.accept()) // leaving asks first
  await tab.logIn('contributor')
  await tab.go('/bookings/new')
  const fields = [
    [tab.t('code.datum.name'), name],
    [tab.t('code.datum.date-of-birth'), date_of_birth],
    [tab.t('new.control'), case_number],
  ] as const
  for (const [label, text] of fields) await tab.page.getByLabel(label, { exact: true }).fill(text)
  expect(await memoryOf(tab)).toBe(nothing)
  await tab.go('/bookings')
  await tab.page.goBack()
  await tab.settle()
  for (const [label] of fields) expect(await tab.page.getByLabel(label, { exact: true }).inputValue()).toBe('')
  expect(await memoryOf(tab)).toBe(nothing)
  expect(addressesWithSecrets(tab)).toEqual([])
  expect(tab.takeTroubles()).toEqual([])
  await tab.close()
})

describe('who has the code of a receipt', () => {
  let tab: Tab
  beforeAll(async () => {
    tab = await Tab.open(stage.bureau)
    await tab.load('/receipt')
  })

  test('sees what is recorded, and leaves nothing behind', async () => {
    await tab.page.getByLabel(tab.t('person.code')).fill(stage.code)
    await tab.page.getByRole('button', { name: tab.t('person.look') }).click()
    await tab.page.getByRole('heading', { name: tab.t('person.searches') }).waitFor()
    expect(await memoryOf(tab)).toBe(nothing)
    expect(tab.requests.some(({ body }) => secretsIn(body).length > 0)).toBe(true)
    expect(addressesWithSecrets(tab)).toEqual([])
    await tab.page.reload()
    await tab.settle()
    expect(secretsIn(await tab.page.locator('body').innerText())).toEqual([])
    await tab.go('/')
    await tab.page.goBack()
    await tab.settle()
    expect(await tab.page.getByLabel(tab.t('person.code')).inputValue()).toBe('')
    expect(tab.takeTroubles()).toEqual([])
  })
})

test.each([stage.bureau, stage.repository])('the log of $id has nothing about a person', (node) => {
  const lines = readFileSync(node.log, 'utf8').split('\n')
  expect(lines.some((line) => line.includes('http.request'))).toBe(true)
  expect(lines.filter((line) => secretsIn(line).length > 0)).toEqual([])
})

afterAll(close)
