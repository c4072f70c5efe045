// SPDX-License-Identifier: Apache-2.0
// The examiner's workstation: an examination by keyboard alone; a session that ends in the middle of another one; a
// disagreement, as the senior examiner sees it; a correction with every tool. They are steps of one case.
import type { Locator } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { analyse, claim, conclude } from './examine'
import { ask, stage, until } from './stage'
import { faults } from './stands'
import { Tab, close } from './tab'

interface Task {
  task: string
  state: string
}
const agrees = 'Sixteen details agree and none contradict.'
const differs = 'The delta lies elsewhere in one of the two.'
const again = 'The paper was turned: the delta agrees after all.'
const tabs = new Map<string, Tab>()

async function tabOf(account: string): Promise<Tab> {
  const known = tabs.get(account)
  if (known) return known
  const tab = await Tab.open(stage.bureau)
  for (const status of [401, 404]) tab.forgiven.add(status)
  tabs.set(account, tab)
  await tab.logIn(account)
  return tab
}
/** Tab by Tab. */
async function reach(tab: Tab, what: Locator): Promise<void> {
  await what.waitFor()
  for (let i = 0; i < 200; i++) {
    if (await what.evaluate((one) => one === document.activeElement)) return
    await tab.page.keyboard.press('Tab')
  }
  throw new Error(`the tabulator never comes to ${what}`)
}
async function press(tab: Tab, ...keys: string[]): Promise<void> {
  for (const key of keys) await tab.page.keyboard.press(key)
}
const pane = (tab: Tab, side: 'probe' | 'candidate'): Locator => tab.page.locator(`[data-side=${side}]`)
async function marked(tab: Tab, side: 'probe' | 'candidate', n: number): Promise<void> {
  await tab.page.getByRole('heading', { name: tab.t('examiner.marks', { side: tab.t(`examiner.side.${side}`), n }) }).waitFor()
}

/** Presses the form's button, and the one in the dialog that asks. */
async function confirm(tab: Tab, name: string): Promise<void> {
  await reach(tab, tab.page.getByRole('form').getByRole('button', { name }))
  await press(tab, 'Enter')
  await reach(tab, tab.page.getByRole('dialog').getByRole('button', { name }))
  await press(tab, 'Enter')
  await tab.page.getByRole('dialog').waitFor({ state: 'hidden' })
}

test('an examination is done by keyboard alone', async () => {
  const tab = await tabOf('examiner-2')
  const { page } = tab
  await tab.go('/tasks')
  await reach(tab, page.getByRole('button', { name: tab.t('tasks.claim') }))
  await press(tab, 'Enter')
  await reach(tab, pane(tab, 'probe'))
  await press(tab, 'e', 'Enter', '.')
  await marked(tab, 'probe', 1)
  await reach(tab, page.getByRole('radio', { name: tab.t('examiner.analysis.yes') }))
  await press(tab, 'Space')
  for (const print of await page.getByRole('group', { name: tab.t('examiner.analysis.prints') }).getByRole('checkbox').all()) {
    await reach(tab, print)
    await press(tab, 'Space')
  }
  await reach(tab, page.getByLabel(tab.t('examiner.analysis.text')))
  await page.keyboard.type('Clear ridges, many details.')
  await confirm(tab, tab.t('examiner.analysis.record'))

  const ended = page.getByText(tab.t('examiner.concluded'))
  const choice = page.getByRole('radio', { name: tab.t('code.conclusion.identification') })
  while (!(await ended.isVisible())) {
    await reach(tab, pane(tab, 'candidate'))
    await press(tab, 'e', 'Enter', 'p', 'Enter', 'f', 'Enter')
    await marked(tab, 'candidate', 1)
    await page.getByRole('heading', { name: tab.t('examiner.pairs', { n: 1 }) }).waitFor()
    await reach(tab, choice)
    await press(tab, 'Space')
    await reach(tab, page.getByLabel(tab.t('examiner.conclusion.reason')))
    await page.keyboard.type(agrees)
    await confirm(tab, tab.t('examiner.conclusion.record'))
    await until('the next candidate, or the end', async () => (await ended.isVisible()) || !(await choice.isChecked()))
  }
  expect(tab.takeTroubles()).toEqual([])
})

test('a session that ends in the middle loses nothing, and gives nothing to another account', async () => {
  const tab = await tabOf('examiner')
  const { page } = tab
  const { tasks } = await ask<{ tasks: Task[] }>(stage.bureau, 'examiner', '/v1/tasks')
  const mine = tasks.find((one) => one.state !== 'concluded') ?? (await ask<Task>(stage.bureau, 'examiner', '/v1/tasks', null))
  const dialog = page.getByRole('dialog', { name: tab.t('again.title') })
  const lapse = async (account: string): Promise<void> => {
    await pane(tab, 'probe').press('e')
    await pane(tab, 'probe').press('Enter')
    await marked(tab, 'probe', 1)
    await tab.context.clearCookies()
    await pane(tab, 'probe').press('2')
    await dialog.waitFor()
    expect(await page.getByRole('main').isVisible()).toBe(false)
    await dialog.getByLabel(tab.t('login.account')).fill(account)
    await dialog.getByLabel(tab.t('login.password')).fill(stage.password)
    await dialog.getByRole('button', { name: tab.t('login.send') }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await tab.go(`/tasks/${mine.task}`)
  if (mine.state !== 'claimed') throw new Error('the analysis is on record already')
  await lapse('examiner-2')
  await until('the first page', () => Promise.resolve(new URL(page.url()).pathname === '/'))
  await tab.go(`/tasks/${mine.task}`)
  expect(await pane(tab, 'probe').count()).toBe(0)

  await tab.logIn('examiner')
  await tab.go(`/tasks/${mine.task}`)
  await lapse('examiner')
  await marked(tab, 'probe', 1)
  const side = tab.t('examiner.side.probe')
  await page.getByText(tab.t('examiner.said.mode', { side, mode: tab.t('examiner.mode.enhance') })).waitFor()
  expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual(['language'])
  await analyse(tab)
  await conclude(tab, 'code.conclusion.exclusion', differs)
})

test('a senior examiner who is asked sees none of the disagreement, and then what came of it', async () => {
  const tab = await tabOf('senior-examiner')
  const { page } = tab
  await until('a task for the senior examiner', () => claim(tab))
  await analyse(tab)
  await page.getByRole('radio', { name: tab.t('code.conclusion.identification') }).waitFor()
  expect(await faults(tab)).toEqual([])
  const told = (await Promise.all(tab.replies)).map(({ body }) => body).join('\n') + (await page.content())
  expect([agrees, differs].filter((words) => told.includes(words))).toEqual([])
  expect(told).not.toContain(tab.t('examiner.after'))
  await conclude(tab)
  await page.getByRole('heading', { name: tab.t('examiner.after') }).waitFor()
  expect(await page.getByText(tab.t('code.result.identified')).count()).toBeGreaterThan(0)
  expect(tab.takeTroubles()).toEqual([])
})

/** All that a second look can do, each by its key or button; as what it has to be on record. */
async function lookAgain(tab: Tab): Promise<string[]> {
  const { page } = tab
  const said = (words: string | RegExp): Promise<void> => page.getByRole('status').filter({ hasText: words }).first().waitFor()
  const keys = async (side: 'probe' | 'candidate', ...list: string[]): Promise<void> => {
    await pane(tab, side).focus()
    await press(tab, ...list)
  }
  const shows = async (pressed: boolean): Promise<void> => {
    await page.getByRole('button', { name: tab.t('examiner.automatic') }).click()
    await page.getByRole('button', { name: tab.t('examiner.automatic'), pressed }).waitFor()
  }
  await keys('candidate', 'b', 'Enter', 'p', 'Enter', 'f', 'Enter')
  await page.getByRole('heading', { name: tab.t('examiner.pairs', { n: 1 }) }).waitFor()
  await keys('probe', 'g')
  await said(tab.t('examiner.said.align', { n: 1 }))
  await keys('probe', 'r', 'Enter', 'ArrowRight', 'ArrowRight', 'Enter')
  await said(/^\d+(\.\d+)? mm$/)
  await keys('probe', 'c', 'Enter', 'ArrowRight', 'ArrowRight', 'Enter')
  await said(new RegExp(`^${tab.t('examiner.ridges', { n: '\\d+' })}$`))
  await keys('probe', 'm')
  await shows(true)
  await shows(false)
  await keys('probe', 'l')
  await page.getByRole('region', { name: tab.t('examiner.side.probe') }).getByRole('button', { name: tab.t('examiner.card') }).click()
  await page.getByRole('dialog').locator('button[aria-pressed]').last().click()
  await keys('probe', '3', '1')
  const word = (name: 'mark' | 'pair' | 'align' | 'ruler' | 'count' | 'minutiae' | 'automatic' | 'open' | 'view'): string =>
    tab.t(`examiner.step.${name}`)
  const [shown, hidden, found] = [tab.t('examiner.on'), tab.t('examiner.off'), word('minutiae')]
  return [
    word('open'), word('open'), word('mark'), word('pair'), word('align'), `${word('ruler')} mm`, word('count'), `${found} ${shown}`,
    `${word('automatic')} ${shown}`, `${word('automatic')} ${hidden}`, `${word('open')} ${found} ${shown}`,
    `${word('view')} ${tab.t('examiner.mode.binarise')}`, `${word('view')} ${tab.t('examiner.mode.original')}`,
  ]
}

test('a correction has its own steps, which the auditor reads beside those of the conclusion', async () => {
  const tab = await tabOf('examiner')
  const { page } = tab
  const here = new URL(page.url()).pathname
  await tab.go('/tasks')
  await tab.go(here)
  await page.getByRole('button', { name: tab.t('examiner.correction') }).click()
  const done = await lookAgain(tab)
  page.once('dialog', (question) => void question.dismiss())
  await page.getByRole('link', { name: tab.t('examiner.back') }).click()
  expect(new URL(page.url()).pathname).toBe(here)
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await page.getByRole('radio', { name: tab.t('code.conclusion.identification') }).check()
  await page.getByLabel(tab.t('examiner.conclusion.reason')).fill(again)
  await page.getByRole('button', { name: tab.t('examiner.correction.record') }).click()
  await page.getByRole('dialog').getByRole('button', { name: tab.t('examiner.correction.record') }).click()
  await page.getByRole('heading', { name: tab.t('examiner.said.corrected') }).waitFor()

  const auditor = await tabOf('auditor')
  const { cases } = await ask<{ cases: { case: string }[] }>(stage.bureau, 'auditor', '/v1/cases')
  const told = cases.map(async (one) => JSON.stringify(await ask(stage.bureau, 'auditor', `/v1/cases/${one.case}`)).includes(again))
  const corrected = cases[(await Promise.all(told)).indexOf(true)]
  await auditor.go(`/cases/${corrected?.case}`)
  const stepsOf = async (title: 'case.steps.comparison' | 'case.steps.correction'): Promise<string[]> => {
    const steps = auditor.page.locator('details', { hasText: auditor.t(title) }).first()
    await steps.locator('summary').click()
    return steps.getByRole('listitem').allInnerTexts()
  }
  const list = await stepsOf('case.steps.correction')
  expect(list.length, list.join('\n')).toBe(done.length)
  for (const [place, words] of done.entries())
    for (const word of words.split(' ')) expect(list[place]).toContain(word)
  expect(list.every((one) => /^\d+ s before/.test(one))).toBe(true)
  expect((await stepsOf('case.steps.comparison')).every((one) => /^\d+:\d\d:\d\d [AP]M /.test(one))).toBe(true)
})

afterAll(close)
