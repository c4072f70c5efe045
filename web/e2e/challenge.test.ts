// SPDX-License-Identifier: Apache-2.0
// A person says that they were taken for somebody else: on the receipt's page; others examine the prints and are not told why;
// an officer reads, and decides; what is corrected, and who was told of it, stands on the receipt's page.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { analyse, claim, conclude } from './examine'
import { openStatement } from './places'
import { addressesWithSecrets } from './secrets'
import { ask, stage, until } from './stage'
import { faults } from './stands'
import { Tab, close } from './tab'

const node = stage.bureau
const text = 'These are the prints of my brother.'
const reason = 'Others looked at the prints again: they are of somebody else.'
const tabs = new Map<string, Tab>()
let booking = ''
let code = ''
let person: Tab

interface Booking {
  own: string
  legs?: { outcome: string }[]
}
interface Task {
  task: string
  prints: { print: number }[]
  candidates: { candidate: string }[]
}
const stand = (): Promise<Booking> => ask<Booking>(node, 'contributor', `/v1/bookings/${booking}`)

async function tabOf(account: string): Promise<Tab> {
  const known = tabs.get(account)
  if (known) return known
  const tab = await Tab.open(node)
  tabs.set(account, tab)
  await tab.logIn(account)
  return tab
}
/** All tasks that there are for ACCOUNT, by the API: what a page does there is other tests' business. */
async function identifyAll(account: string): Promise<void> {
  for (;;) {
    const task = await ask<Task>(node, account, '/v1/tasks', null).catch(() => null)
    if (!task) return
    const analysis = { value: true, prints: task.prints.map(({ print }) => print), text: 'Clear ridges, many details.' }
    const { candidates } = await ask<Task>(node, account, `/v1/tasks/${task.task}/analysis`, analysis)
    const said = { conclusion: 'identification', reason: 'Many ridge details agree and none contradict.' }
    for (const { candidate } of candidates)
      await ask(node, account, `/v1/tasks/${task.task}/candidates/${candidate}/conclusion`, said)
  }
}
/** All tasks that there are for ACCOUNT, who finds in the pages that nothing agrees. */
async function excludeAll(account: string): Promise<void> {
  const tab = await tabOf(account)
  while (await claim(tab)) {
    await analyse(tab)
    await conclude(tab, 'code.conclusion.exclusion')
  }
}
const wordsOf = (tab: Tab): Promise<string> => tab.page.getByRole('main').innerText()

beforeAll(async () => {
  const image = readFileSync(join(dirname(stage.card), 'people/p000001f01_2.png')).toString('base64')
  const facts = { jurisdiction: stage.county, offence: 'level-2', conviction: 'level-1', categories: [] }
  const body = { ...facts, prints: [{ position: 1, image }] }
  booking = (await ask<{ booking: string }>(node, 'contributor', '/v1/bookings', body)).booking
  await until('two examiners who took them for somebody who was here before', async () => {
    for (const account of ['examiner', 'examiner-2']) await identifyAll(account)
    const { own, legs } = await stand()
    return own === 'match' && legs?.some(({ outcome }) => outcome === 'pending')
  }, 100)
  code = (await ask<{ code: string }>(node, 'contributor', `/v1/bookings/${booking}/receipt?format=json`, null)).code
}, 120_000)

test('the person says so on the receipt’s page', async () => {
  person = await Tab.open(node, 'es')
  tabs.set('person', person)
  await person.load('/receipt')
  await openStatement(person, code)
  expect(await wordsOf(person)).toContain(person.t('person.challenges.none'))
  await person.page.getByLabel(person.t('person.challenge.identification')).check()
  await person.page.getByLabel(person.t('person.challenge.text')).fill(text)
  await person.page.getByRole('button', { name: person.t('person.challenge.send') }).click()
  await until('that it has arrived', async () => !(await wordsOf(person)).includes(person.t('person.challenges.none')))
  expect(await person.page.getByLabel(person.t('person.challenge.text')).inputValue()).toBe('')
})

test('an officer reads it, and waits for what others find', async () => {
  const tab = await tabOf('releasing-officer')
  const { page } = tab
  await tab.go('/challenges')
  await page.getByRole('row').filter({ hasText: booking }).getByRole('link').click()
  await page.getByText(tab.t('challenge.before')).waitFor()
  expect(await page.getByText(text).count()).toBe(0)
  await page.getByRole('button', { name: tab.t('challenge.read') }).click()
  await page.getByText(text).waitFor()
  await page.getByText(tab.t('challenge.examining')).waitFor()
  expect(tab.takeTroubles()).toEqual([])
})

test('two who had no part examine the prints, and are not told why', async () => {
  for (const account of ['senior-examiner', 'senior-examiner-2']) await excludeAll(account)
  for (const account of ['senior-examiner', 'senior-examiner-2']) {
    const replies = await Promise.all((await tabOf(account)).replies)
    expect(replies.filter(({ body }) => body.includes(text) || body.includes(booking))).toEqual([])
  }
})

test('the officer decides, with a reason', async () => {
  const tab = await tabOf('releasing-officer')
  const { page } = tab
  const here = new URL(page.url()).pathname
  await until('the end of the examination', async () => {
    await tab.go('/challenges')
    await tab.go(here)
    await page.getByRole('button', { name: tab.t('challenge.read') }).click()
    await page.getByText(text).waitFor()
    return page.getByText(tab.t('challenge.examined')).isVisible()
  })
  await page.getByText(tab.t('code.result.excluded')).first().waitFor()
  const send = page.getByRole('button', { name: tab.t('decision.send') })
  await page.getByLabel(tab.t('decision.upheld')).check()
  await page.getByLabel(tab.t('challenge.reason')).fill(reason)
  expect(await send.isDisabled()).toBe(true) // until it is said what was wrong
  await page.getByLabel(tab.t('decision.identification')).check()
  await send.click()
  expect(await faults(tab)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: tab.t('decision.send') }).click()
  await page.getByText(tab.t('code.challenge.upheld')).waitFor()
  expect(tab.takeTroubles()).toEqual([])
})

test('the person reads the reason, the correction, and who was told', async () => {
  expect((await stand()).own).toBe('none')
  await until('what was corrected', async () => {
    await person.load('/receipt')
    await openStatement(person, code)
    const words = await wordsOf(person)
    return words.includes(reason) && !words.includes(person.t('person.notices.none'))
  })
  expect(await wordsOf(person)).toContain(stage.repository.id)
  expect(await faults(person)).toEqual([])
  expect(person.takeTroubles()).toEqual([])
})

afterAll(async () => {
  const troubles: string[] = []
  for (const [who, tab] of tabs)
    for (const { url } of tab.requests) if (url.includes(code)) troubles.push(`${who}: ${url}`)
  const secrets = [...tabs.values()].flatMap(addressesWithSecrets)
  await close()
  expect([...troubles, ...secrets]).toEqual([])
})
