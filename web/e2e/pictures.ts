// SPDX-License-Identifier: Apache-2.0
// The README's pictures of the console: an examiner's comparison, the map and the statistics. TP_HISTORY is the address of a
// node that has the 2011 scenario's ledger (tools/picture starts it).
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { analyse, claim } from './examine'
import { stage, type Node } from './stage'
import { Tab, close } from './tab'

const folder = process.argv[process.argv.length - 1]!
const history: Node = { ...stage.bureau, id: 'history', url: process.env.TP_HISTORY! }
const size = { width: 1280, height: 1060 }

/** What is to be seen of the page, or the section with that heading. */
async function save(page: Page, name: string, section?: string): Promise<void> {
  await page.waitForTimeout(1500)
  const options = { path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 72 } as const
  if (section) await page.locator(`section[aria-labelledby="${section}"]`).screenshot(options)
  else await page.screenshot(options)
}

/** Two prints side by side, linked, with the minutiae of the program. */
async function examination(): Promise<void> {
  const tab = await Tab.open(stage.bureau, 'en', size)
  const { page } = tab
  await tab.logIn('examiner')
  if (!(await claim(tab))) throw new Error('there is no task to make a picture of')
  await analyse(tab)
  await page.getByRole('radio', { name: tab.t('code.conclusion.identification') }).waitFor()
  await page.getByRole('button', { name: tab.t('examiner.minutiae') }).click()
  await save(page, 'examination')
}

async function map(): Promise<void> {
  const tab = await Tab.open(history, 'en', size)
  await tab.load('/map')
  await tab.page.getByLabel(tab.t('map.agreement'), { exact: true }).selectOption('all')
  const slider = tab.page.getByRole('slider')
  await slider.waitFor()
  await slider.fill(String(Math.round(Number(await slider.getAttribute('max')) * 0.55)))
  await slider.blur()
  await save(tab.page, 'map')
}

async function statistics(): Promise<void> {
  const tab = await Tab.open(history, 'en', size)
  await tab.load('/statistics')
  await save(tab.page, 'statistics', 'table-matches')
}

await examination()
await map()
await statistics()
await close()
