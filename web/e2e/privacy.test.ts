// SPDX-License-Identifier: Apache-2.0
// What is known of a person is nowhere but before those who may see it: every duty, and nobody, goes to every page, those
// that are not theirs, too. Looked for in addresses, in what scripts can read of the browser's memory, in the replies and
// pages of those not entitled, and in the logs of the nodes.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Duty } from '../src/lib/session.svelte'
import { lookerOf, places } from './places'
import { duties, stage, type Node } from './stage'
import { Tab, close } from './tab'

const { name, date_of_birth, case_number } = stage.person
const code = stage.code.replace(/-/g, '')
const secrets = [name, ...name.split(','), date_of_birth, date_of_birth.replace(/-/g, ''), case_number, stage.code, code]
/** Whose work is about persons with a name: bookings, doubts about who somebody is, releases, and looking at all that. */
const entitled: Duty[] = ['contributor', 'senior-examiner', 'releasing-officer', 'auditor']

function secretsIn(text: string): string[] {
  const low = text.toLowerCase()
  return secrets.filter((secret) => low.includes(secret.toLowerCase()))
}
function addressesWithSecrets(tab: Tab): string[] {
  return tab.requests.map(({ url }) => decodeURIComponent(url)).filter((url) => secretsIn(url).length > 0)
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

  test('goes to every page, and sees only what is theirs', async () => {
    const texts: string[] = []
    for (const place of places) {
      const { node, path } = await lookerOf(place)
      const tab = await open(node)
      await tab.go(path)
      if (secretsIn(await tab.page.locator('html').innerHTML()).length > 0) texts.push(`the page ${place.path}`)
    }
    for (const tab of tabs.values()) {
      for (const { url, body } of await Promise.all(tab.replies)) if (secretsIn(body).length > 0) texts.push(url)
      expect(addressesWithSecrets(tab)).toEqual([])
      expect(await memoryOf(tab)).toBe(nothing)
      expect(tab.takeTroubles()).toEqual([])
      await tab.close()
    }
    if (!duty || !entitled.includes(duty)) expect(texts).toEqual([])
  })
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
    expect(tab.requests.some(({ body }) => body.includes(stage.code) || body.includes(code))).toBe(true)
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
