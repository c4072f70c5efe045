// SPDX-License-Identifier: Apache-2.0
// An examiner at the workstation.
import { until } from './stage'
import type { Tab } from './tab'

/** Presses what records something, and again in the dialog that asks whether one is sure. */
async function record(tab: Tab, name: string): Promise<void> {
  await tab.page.getByRole('form').getByRole('button', { name }).click()
  await tab.page.getByRole('dialog').getByRole('button', { name }).click()
}

/** Whether there was a task for who is logged in. */
export async function claim(tab: Tab): Promise<boolean> {
  await tab.go('/tasks')
  await tab.page.getByRole('button', { name: tab.t('tasks.claim') }).click()
  const none = tab.page.getByText(tab.t('tasks.none'))
  const begun = tab.page.getByRole('radio', { name: tab.t('examiner.analysis.yes') })
  await until('a task, or that there is none', async () => (await begun.isVisible()) || (await none.isVisible()))
  return begun.isVisible()
}

/** All prints of the probe have value. */
export async function analyse(tab: Tab): Promise<void> {
  await tab.page.getByRole('radio', { name: tab.t('examiner.analysis.yes') }).check()
  for (const print of await tab.page.getByRole('group', { name: tab.t('examiner.analysis.prints') }).getByRole('checkbox').all())
    await print.check()
  await tab.page.getByLabel(tab.t('examiner.analysis.text')).fill('Clear ridges, many details.')
  await record(tab, tab.t('examiner.analysis.record'))
}

/** The same conclusion on each candidate. */
export async function conclude(
  tab: Tab,
  key: 'code.conclusion.identification' | 'code.conclusion.exclusion' = 'code.conclusion.identification',
  reason = 'Many ridge details agree and none contradict.',
): Promise<void> {
  const { page } = tab
  const choice = page.getByRole('radio', { name: tab.t(key) })
  const ended = page.getByText(tab.t('examiner.concluded'))
  for (;;) {
    await until('a candidate, or the end', async () => (await choice.isVisible()) || (await ended.isVisible()))
    if (await ended.isVisible()) return
    await choice.check()
    await page.getByLabel(tab.t('examiner.conclusion.reason')).fill(reason)
    await record(tab, tab.t('examiner.conclusion.record'))
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await until('the next candidate', async () => !(await choice.isChecked().catch(() => false)))
  }
}

/** Whether there was a task for who is logged in, who finds that everything agrees. */
export async function examine(tab: Tab): Promise<boolean> {
  if (!(await claim(tab))) return false
  await analyse(tab)
  await conclude(tab)
  return true
}
