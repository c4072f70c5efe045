// SPDX-License-Identifier: Apache-2.0
// What auditors and administrators do in their pages: lines are opened and verified, partners compared; an account is
// made, refused two duties that do not go together, and disabled.
import { afterAll, expect, test } from 'vitest'
import { stage } from './stage'
import { Tab, close } from './tab'

afterAll(close)

test('lines are opened, verified here and counted by county', async () => {
  const tab = await Tab.open(stage.bureau)
  await tab.logIn('auditor')
  await tab.go('/audit/openings')
  await tab.page.getByRole('button', { name: tab.t('audit.open') }).click()
  await tab.page.getByRole('heading', { name: tab.t('audit.counties'), exact: true }).waitFor()
  const lines = tab.page.getByRole('table', { name: tab.t('audit.lines') }).locator('tbody tr')
  const cells = await lines.locator('td:last-child').allTextContents()
  expect(cells.length).toBe(10)
  expect(new Set(cells)).toEqual(new Set([tab.t('audit.yes')]))
  expect(tab.takeTroubles()).toEqual([])
})

test('a partner without a mirror is said to have none', async () => {
  const tab = await Tab.open(stage.bureau)
  tab.forgiven.add(404)
  await tab.logIn('auditor')
  await tab.go('/audit/pairing')
  await tab.page.getByLabel(tab.t('audit.partner'), { exact: true }).selectOption(stage.repository.id)
  await tab.page.getByRole('alert').getByText(`mirrors/${stage.repository.id}`).waitFor()
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
