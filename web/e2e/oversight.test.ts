// SPDX-License-Identifier: Apache-2.0
// What auditors and administrators do in their pages: lines are opened and verified, partners compared, accesses and steps
// looked at; an account is made, refused two duties that do not go together, and disabled. And the menu of all.
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { ask, stage, until } from './stage'
import { Tab, close, sizes } from './tab'

afterAll(close)

test('lines are chosen, opened, verified here and counted by county beside what is published', async () => {
  const tab = await Tab.open(stage.bureau)
  await tab.logIn('auditor')
  await tab.go('/audit/openings')
  const { page } = tab
  const key = page.getByLabel(tab.t('ledger.key'))
  const read = page.getByRole('button', { name: tab.t('audit.read') })
  await key.waitFor()
  const own = await key.inputValue()
  await key.fill((await ask<{ verifier: string }>(stage.repository, 'auditor', '/v1/ledger')).verifier)
  await read.click()
  await page.getByRole('alert').waitFor()
  await key.fill(own)
  await read.click()
  const open = page.getByRole('button', { name: tab.t('audit.open') })
  await open.click()
  const lines = page.getByRole('table', { name: tab.t('audit.lines') }).locator('tbody tr')
  await until('the first ten', async () => (await lines.count()) === 10)
  await page.getByLabel(tab.t('audit.kind'), { exact: true }).selectOption('submission')
  await page.getByLabel(tab.t('audit.many'), { exact: true }).fill('100')
  await open.click()
  await until('the others', async () => (await lines.count()) > 10)
  const cells = await lines.evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')))
  expect(new Set(cells.map((row) => row.at(-1)))).toEqual(new Set([tab.t('audit.yes')]))
  expect(new Set(cells.slice(10).map((row) => row[1]))).toEqual(new Set([tab.t('code.leaf.submission')]))

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: tab.t('listing.save.json') }).first().click(),
  ])
  expect(download.suggestedFilename()).toBe('counties.json')
  const table = JSON.parse(readFileSync(await download.path(), 'utf8')) as Record<string, string>[]
  const submitted = table.filter(({ figure }) => figure === 'searches.submitted')
  const all = cells.filter((row) => row[1] === tab.t('code.leaf.submission')).length
  expect(submitted.reduce((sum, row) => sum + Number(row.verified), 0)).toBe(all)
  for (const row of table) expect([row.published, Number(row.verified) <= Number(row.lines)]).toEqual([row.lines, true])
  expect(tab.takeTroubles()).toEqual([])
})

test('a partner without a mirror is said to have none', async () => {
  const tab = await Tab.open(stage.repository)
  tab.forgiven.add(404)
  await tab.logIn('auditor')
  await tab.go('/audit/pairing')
  await tab.page.getByLabel(tab.t('audit.partner'), { exact: true }).selectOption(stage.bureau.id)
  await tab.page.getByRole('alert').getByText(`mirrors/${stage.bureau.id}`).waitFor()
  expect(tab.takeTroubles()).toEqual([])
})

test('pairs are counted, and what the copy of the partner is too old for is listed', async () => {
  interface Pairing {
    pairs: number
    unpaired: { ledger: string; index: number }[]
  }
  /* What is booked after the mirror was made has no pair in it, once it is published. */
  const tab = await Tab.open(stage.bureau)
  await tab.logIn('auditor')
  const found = await until('a line without a pair', async () => {
    const pairing = await ask<Pairing>(stage.bureau, 'auditor', `/v1/audit/pairing/${stage.repository.id}`)
    return pairing.unpaired.some(({ ledger }) => ledger === 'own') && pairing
  })
  expect(found.pairs).toBeGreaterThan(0)
  await tab.go('/audit/pairing')
  await tab.page.getByLabel(tab.t('audit.partner'), { exact: true }).selectOption(stage.repository.id)
  const rows = tab.page.getByRole('table', { name: tab.t('audit.unpaired') }).locator('tbody tr')
  await rows.first().waitFor()
  expect(await rows.count()).toBeGreaterThanOrEqual(found.unpaired.length)
  await rows.getByRole('link').first().click()
  await tab.page.getByRole('heading', { name: tab.t('line.proof'), exact: true }).waitFor()
  expect(tab.takeTroubles()).toEqual([])
})

test('what one person was given of one record in a day is one row, and all of it is saved', async () => {
  const tab = await Tab.open(stage.bureau)
  await tab.logIn('auditor')
  await tab.go('/audit/accesses')
  const rows = tab.page.getByRole('table', { name: tab.t('audit.accesses') }).locator('tbody tr')
  await rows.first().waitFor()
  const counts = (await rows.locator('td.number').allTextContents()).map(Number)
  expect(Math.max(...counts)).toBeGreaterThan(1)
  const details = rows.locator('details').first()
  await details.locator('summary').click()
  expect(await details.locator('li:visible').count()).toBeGreaterThan(1)
  const [download] = await Promise.all([
    tab.page.waitForEvent('download'),
    tab.page.getByRole('button', { name: tab.t('listing.save.json') }).click(),
  ])
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8')) as unknown[]
  expect(saved.length).toBe(counts.reduce((sum, count) => sum + count, 0))
  expect(tab.takeTroubles()).toEqual([])
})

test('an auditor sees who took which step, an administrator does not; an event leads to its line', async () => {
  const tab = await Tab.open(stage.bureau)
  await tab.logIn('auditor')
  await tab.go('/audit/changes')
  const row = tab.page
    .getByRole('table', { name: tab.t('audit.steps') })
    .getByRole('row')
    .filter({ has: tab.page.getByRole('cell', { name: tab.t('code.event.sign'), exact: true }) })
    .first()
  await row.getByText('agreement-officer', { exact: true }).waitFor()
  await row.getByText(tab.t('code.signing.signed')).waitFor()
  await tab.go(`/agreements/${stage.agreement}`)
  const event = tab.page.locator('.events > li').last()
  await event.getByText(tab.t('event.details')).click()
  await event.locator('a[href^="/lines/"]').click()
  await tab.page.getByRole('heading', { name: tab.t('line.proof'), exact: true }).waitFor()
  await tab.page.locator('p.good').waitFor()
  expect(tab.takeTroubles()).toEqual([])
  const other = await Tab.open(stage.bureau)
  await other.logIn('administrator')
  await other.go('/audit/changes')
  await other.page.getByRole('table', { name: other.t('admin.accounts') }).waitFor()
  expect(await other.page.getByRole('heading', { name: other.t('audit.steps'), level: 2 }).count()).toBe(0)
  expect(other.takeTroubles()).toEqual([])
})

test('an administrator is told what the node runs with', async () => {
  const tab = await Tab.open(stage.bureau)
  await tab.logIn('administrator')
  await tab.go('/node')
  const days = tab.page.locator(`dt:has-text("${tab.t('code.setting.retention.bookings_days')}") + dd`)
  expect((await days.textContent())?.trim()).toBe('3,650')
  await tab.page.getByRole('heading', { name: tab.t('admin.certificates') }).waitFor()
  expect(tab.takeTroubles()).toEqual([])
})

test('on a telephone the menu opens and closes by keys, and has a group for each duty', async () => {
  const tab = await Tab.open(stage.bureau, 'es', sizes[1])
  await tab.logIn('auditor')
  const menu = tab.page.getByRole('navigation', { name: tab.t('site.menu') })
  const button = tab.page.getByRole('button', { name: tab.t('site.menu'), exact: true })
  expect(await menu.isVisible()).toBe(false)
  await button.focus()
  await tab.page.keyboard.press('Enter')
  await menu.getByRole('list', { name: tab.t('site.everybody') }).waitFor()
  await tab.page.keyboard.press('Escape')
  expect(await menu.isVisible()).toBe(false)
  expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
  await tab.page.keyboard.press('Enter')
  const own = menu.getByRole('list', { name: tab.t('code.duty.auditor') })
  await own.getByRole('link', { name: tab.t('audit.title') }).click()
  await tab.page.getByRole('heading', { name: tab.t('audit.title'), level: 1 }).waitFor()
  expect(await menu.isVisible()).toBe(false)
  expect(await button.getAttribute('aria-expanded')).toBe('false')
  expect(tab.takeTroubles()).toEqual([])
})

test('an account is refused, made and disabled', async () => {
  const tab = await Tab.open(stage.bureau)
  tab.forgiven.add(400)
  await tab.logIn('administrator')
  await tab.go('/accounts')
  const form = tab.page.getByRole('form', { name: tab.t('admin.make') })
  await form.getByLabel(tab.t('audit.account'), { exact: true }).fill('e2e.new')
  await form.getByLabel(tab.t('admin.password'), { exact: true }).fill('a long enough password')
  await form.getByLabel(tab.t('code.duty.auditor')).check()
  await form.getByLabel(tab.t('code.duty.contributor')).check()
  await form.getByRole('button', { name: tab.t('admin.make') }).click()
  await form.getByRole('group', { name: tab.t('audit.duties') }).getByRole('alert').waitFor()
  await form.getByLabel(tab.t('code.duty.auditor')).uncheck()
  await form.getByRole('button', { name: tab.t('admin.make') }).click()
  const row = tab.page.getByRole('row', { name: /e2e\.new/ })
  await row.getByText(tab.t('code.account.active')).waitFor()
  await row.getByRole('button').click()
  await tab.page.getByRole('button', { name: tab.t('admin.disable'), exact: true }).click()
  await tab.page.getByRole('dialog').getByRole('button', { name: tab.t('admin.disable'), exact: true }).click()
  await row.getByText(tab.t('code.account.disabled')).waitFor()
  expect(tab.takeTroubles()).toEqual([])
})
