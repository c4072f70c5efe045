// SPDX-License-Identifier: Apache-2.0
// Steps of an agreement officer: suspending at once, for the organisation and, with a key file, for a county; what is signed
// is what was confirmed. Each suspension is taken back: other tests need the agreement.
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, stage } from './stage'
import { Tab, close } from './tab'

const node = stage.bureau
const path = `/agreements/${stage.agreement}`
const county = 'US-NY-027'
let tab: Tab
let stop: Locator
let other: Locator

/** Says yes to what is asked, and what the page says then. */
async function confirm(yes: 'stop.yes' | 'steps.yes'): Promise<{ asked: string; said: string }> {
  const dialog = tab.page.getByRole('dialog')
  const asked = await dialog.innerText()
  await dialog.getByRole('button', { name: tab.t(yes) }).click()
  await dialog.waitFor({ state: 'hidden' })
  const said = tab.page.getByRole('region', { name: tab.t('steps.title') }).getByRole('status').locator('.good')
  return { asked, said: await said.innerText() }
}
async function signWith(form: Locator, key: string): Promise<void> {
  await form.getByLabel(tab.t('sign.file'), { exact: true }).check()
  await form.getByLabel(tab.t('sign.keyfile'), { exact: true }).setInputFiles(stage.keys[key]!)
  await form.getByLabel(tab.t('sign.passphrase')).fill(stage.passphrase)
}
async function resume(place: string, key?: string): Promise<string> {
  await other.getByLabel(tab.t('steps.step'), { exact: true }).selectOption('resume')
  await other.getByLabel(tab.t('steps.place')).selectOption(place)
  if (key) await signWith(other, key)
  await other.getByRole('button', { name: tab.t('steps.take') }).click()
  return (await confirm('steps.yes')).said
}
/** The clauses of the agreement in force that forbid to send. */
async function forbidden(): Promise<string[]> {
  interface Decision {
    clauses: { clause: string; effect: string }[]
  }
  const { clauses } = await ask<Decision>(node, 'agreement-officer', `/v1${path}/preview`, {
    stage: 'send', version: stage.agreement, sender: node.id, repository: stage.repository.id, jurisdiction: county, purpose: stage.purpose,
    material: 'templates', offence: 'level-2', conviction: 'level-1', categories: [],
  })
  return clauses.filter(({ effect }) => effect === 'denied').map(({ clause }) => clause)
}

beforeAll(async () => {
  tab = await Tab.open(node)
  stop = tab.page.getByRole('form', { name: tab.t('stop.title') })
  other = tab.page.getByRole('form', { name: tab.t('steps.other') })
  await tab.logIn('agreement-officer')
})

test('an officer suspends at once: the page says so, and the node refuses until they resume', async () => {
  expect(await forbidden()).toEqual([])
  await tab.go(path)
  await stop.getByLabel(tab.t('stop.reason')).fill('We look at it first.')
  await stop.getByRole('button', { name: tab.t('stop.button') }).click()
  const { asked, said } = await confirm('stop.yes')
  expect(asked).toContain(tab.t('steps.own'))
  expect(asked).toContain(tab.t('steps.versions'))
  expect(said).toContain(node.id)
  await tab.page.locator('h1 + p [data-life=suspended]').waitFor()
  expect(await forbidden()).toContain('in-force')
  expect(await resume('')).toContain(node.id)
  await tab.page.locator('h1 + p [data-life=active]').waitFor()
  expect(await forbidden()).toEqual([])
})

test('a county suspends itself with its key file; that of another signs nothing', async () => {
  await tab.go(path)
  await stop.getByText(tab.t('stop.elsewhere')).click()
  await stop.getByLabel(tab.t('stop.reason')).fill('The legislature has voted.')
  await stop.getByLabel(tab.t('steps.place')).selectOption(county)
  await signWith(stop, 'US-NY-111')
  await stop.getByRole('button', { name: tab.t('stop.button') }).click()
  await stop.getByText(tab.t('sign.stranger.place', { place: county })).waitFor()
  expect(tab.requests.filter(({ url }) => url.endsWith('/v1/events'))).toEqual([])
  await signWith(stop, county)
  await stop.getByRole('button', { name: tab.t('stop.button') }).click()
  const { asked, said } = await confirm('stop.yes')
  expect(asked).toContain(`${county}, `)
  expect(said).toContain(county)
  expect(await forbidden()).toEqual(['participation'])
  expect(await resume(county, county)).toContain(county)
  expect(await forbidden()).toEqual([])
})

test('what is signed is the version that is shown; the node’s refusal stands in the dialog', async () => {
  const { agreements } = await ask<{ agreements: { agreement: string; life: string }[] }>(node, null, '/v1/agreements')
  const open = agreements.find(({ life }) => life === 'noticed')!.agreement
  tab.forgiven.add(409)
  await tab.go(`/agreements/${open}`)
  await other.getByLabel(tab.t('steps.step'), { exact: true }).selectOption('sign')
  await other.getByRole('button', { name: tab.t('steps.take') }).click()
  const dialog = tab.page.getByRole('dialog')
  const version = await dialog.locator('.hash').innerText()
  await dialog.getByRole('button', { name: tab.t('steps.yes') }).click()
  await dialog.getByRole('alert').waitFor()
  const sent = tab.requests.filter(({ url }) => url.endsWith(`/v1/agreements/${open}/steps`)).map(({ body }) => JSON.parse(body))
  expect(sent).toEqual([{ step: 'sign', version }])
  const state = await ask<{ versions: { hash: string }[] }>(node, null, `/v1/agreements/${open}`)
  expect(state.versions.map(({ hash }) => hash)).toContain(version)
})

afterAll(async () => {
  const troubles = tab.takeTroubles()
  await close()
  expect(troubles).toEqual([])
})
