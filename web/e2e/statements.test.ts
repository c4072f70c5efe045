// SPDX-License-Identifier: Apache-2.0
// What the public says about an agreement, in pages alone: comments and a petition, each confirmed with its code; what an
// officer does with them; a name under the petition; and what who has the code sees of it, or takes back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, stage, until } from './stage'
import { faults } from './stands'
import { Tab, close } from './tab'

const node = stage.bureau
const codes: Record<string, string> = {}
const refusal = 'An advertisement for fences.'
let path = ''
let visitor: Tab
let officer: Tab

/** The code that is shown once, typed in again. */
async function confirm(what: 'handin' | 'petition'): Promise<string> {
  const { page } = visitor
  const code = await page.locator('.code').innerText()
  await page.getByLabel(visitor.t('code.label')).fill(code)
  await page.getByRole('button', { name: visitor.t('code.send') }).click()
  await page.getByText(visitor.t(`${what}.confirmed`)).waitFor()
  return code
}
async function handIn(kind: 'comment' | 'petition', title: string): Promise<void> {
  const { page } = visitor
  await visitor.load(path)
  const form = page.getByRole('region', { name: visitor.t('handin.title') })
  await form.getByLabel(visitor.t(`handin.${kind}`)).check()
  await form.getByLabel(visitor.t('handin.heading')).fill(title)
  await form.getByLabel(visitor.t('handin.text')).fill(`${title}.\nThat is all.`)
  await form.getByRole('button', { name: visitor.t('handin.send') }).click()
  await page.locator('.code').waitFor()
  codes[title] = await confirm('handin')
}
/** What /submitted says of TITLE. */
async function lookUp(title: string): Promise<string> {
  const { page } = visitor
  await visitor.load('/submitted')
  await page.getByLabel(visitor.t('code.label')).fill(codes[title]!)
  await page.getByRole('button', { name: visitor.t('submitted.look') }).click()
  await page.locator('.card .tag').waitFor()
  return page.getByRole('main').innerText()
}
/** Opens what is listed as TITLE among those that stand at STATE, and decides; whether the list still has it then. */
async function decide(state: 'waiting' | 'gathering', title: string, decision: 'register' | 'open' | 'refuse'): Promise<void> {
  const { page } = officer
  await officer.go('/submissions')
  await page.getByLabel(officer.t('submissions.state')).selectOption(state)
  const article = page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) })
  await article.getByRole('button').click()
  await article.getByText('That is all.').waitFor()
  if (decision === 'refuse') await article.getByLabel(officer.t('submissions.reason')).fill(refusal)
  await article.getByRole('button', { name: officer.t(`submissions.${decision}`), exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: officer.t(`submissions.${decision}`), exact: true }).click()
  await article.waitFor({ state: 'detached' })
}

beforeAll(async () => {
  const { agreements } = await ask<{ agreements: { agreement: string; life: string }[] }>(node, null, '/v1/agreements')
  path = `/agreements/${agreements.find((one) => one.life === 'noticed')!.agreement}`
  visitor = await Tab.open(node)
  officer = await Tab.open(node)
  await officer.logIn('agreement-officer')
})

test('comments and a petition are handed in and confirmed', async () => {
  for (const title of ['Too wide', 'Fences', 'A mistake']) await handIn('comment', title)
  await handIn('petition', 'Ask the counties')
  expect(new Set(Object.values(codes)).size).toBe(4)
  expect(await lookUp('Too wide')).toContain(visitor.t('code.submitted.waiting'))
})

test('what was handed in is taken back', async () => {
  await lookUp('A mistake')
  await visitor.page.getByRole('button', { name: visitor.t('submitted.withdraw') }).click()
  await visitor.page.getByRole('dialog').getByRole('button', { name: visitor.t('submitted.withdraw') }).click()
  await visitor.page.getByText(visitor.t('submitted.gone')).waitFor()
  await officer.go('/submissions')
  await officer.page.getByRole('heading', { name: 'Too wide' }).waitFor()
  expect(await officer.page.getByRole('heading', { name: 'A mistake' }).count()).toBe(0)
})

test('an officer registers, refuses for a reason that is published, and opens the petition', async () => {
  await decide('waiting', 'Too wide', 'register')
  await decide('waiting', 'Fences', 'refuse')
  await decide('waiting', 'Ask the counties', 'open')
  expect(await lookUp('Fences')).toContain(refusal)
  expect(await faults(visitor)).toEqual([])
  expect(await lookUp('Ask the counties')).toContain(visitor.t('code.submitted.gathering'))
})

test('a name under the petition counts once it is confirmed, and once', async () => {
  const { page } = visitor
  for (const name of ['Ana Lee', 'ANA  LEE']) {
    await visitor.load(path)
    const petition = page.getByRole('article', { name: 'Ask the counties' })
    await petition.getByText(visitor.t('petition.sign')).click()
    await petition.getByLabel(visitor.t('petition.name')).fill(name)
    await petition.getByLabel(visitor.t('petition.place')).fill('Ithaca')
    await petition.getByRole('button', { name: visitor.t('petition.send'), exact: true }).click()
    await petition.locator('.code').waitFor()
    codes[name] = await confirm('petition')
    await petition.getByText(visitor.t('agreement.sign_on').replace('{n}', '1')).waitFor()
  }
  await decide('gathering', 'Ask the counties', 'register')
})

test('everybody reads what became of it', async () => {
  const { page } = visitor
  expect(await lookUp('Ask the counties')).toContain(visitor.t('code.submitted.registered'))
  const event = await page.locator('a.hash').getAttribute('href')
  expect((await ask<{ event: { kind: string } }>(node, null, event!)).event.kind).toBe('petition')
  await until('the register on the page', async () => {
    await visitor.load(path)
    const words = await page.getByRole('region', { name: visitor.t('agreement.public'), exact: true }).innerText()
    return words.includes('Too wide') && words.includes(`Ask the counties (${visitor.t('agreement.sign_on').replace('{n}', '1')})`)
  })
  await page.getByText(visitor.t('statement.refused')).click()
  await page.getByText(refusal).waitFor()
})

afterAll(async () => {
  const left = [visitor, officer].flatMap((tab) =>
    tab.requests.filter(({ url }) => [...Object.values(codes), 'Ana', 'ANA'].some((one) => url.includes(one))).map(({ url }) => url),
  )
  const troubles = [...visitor.takeTroubles(), ...officer.takeTroubles()]
  await close()
  expect([...left, ...troubles]).toEqual([])
})
