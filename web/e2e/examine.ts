// SPDX-License-Identifier: Apache-2.0
// An examiner at the workstation who gets a task, if there is one, and finds that everything agrees.
import { until } from './stage'
import type { Tab } from './tab'

/** Presses what records something, and again in the dialog that asks whether one is sure. */
async function record(tab: Tab, name: string): Promise<void> {
  await tab.page.getByRole('form').getByRole('button', { name }).click()
  await tab.page.getByRole('dialog').getByRole('button', { name }).click()
}

/** Whether there was a task for who is logged in. */
export async function examine(tab: Tab): Promise<boolean> {
  const { page } = tab
  await tab.go('/tasks')
  await page.getByRole('button', { name: tab.t('tasks.claim') }).click()
  const none = page.getByText(tab.t('tasks.none'))
  const begun = page.getByRole('radio', { name: tab.t('examiner.analysis.yes') })
  await until('a task, or that there is none', async () => (await begun.isVisible()) || (await none.isVisible()))
  if (await none.isVisible()) return false
  await begun.check()
  for (const print of await page.getByRole('group', { name: tab.t('examiner.analysis.prints') }).getByRole('checkbox').all())
    await print.check()
  await page.getByLabel(tab.t('examiner.analysis.text')).fill('Clear ridges, many details.')
  await record(tab, tab.t('examiner.analysis.record'))
  const identification = page.getByRole('radio', { name: tab.t('code.conclusion.identification') })
  const ended = page.getByText(tab.t('examiner.concluded'))
  for (;;) {
    await until('a candidate, or the end', async () => (await identification.isVisible()) || (await ended.isVisible()))
    if (await ended.isVisible()) return true
    await identification.check()
    await page.getByLabel(tab.t('examiner.conclusion.reason')).fill('Many ridge details agree and none contradict.')
    await record(tab, tab.t('examiner.conclusion.record'))
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await until('the next candidate', async () => !(await identification.isChecked().catch(() => false)))
  }
}
