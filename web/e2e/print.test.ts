// SPDX-License-Identifier: Apache-2.0
// What comes out of the printer: the person's page and an agreement, with all of their words and none of their controls.
import { afterAll, expect, test } from 'vitest'
import { lookerOf, openStatement, places } from './places'
import { stage } from './stage'
import { Tab, close } from './tab'

/** A sheet of paper (US letter with margins), in CSS pixels. */
const sheet = { width: 720, height: 960 }

/** What is of no use on paper, or wider than it. */
const useless = (): string[] => {
  const controls = [...document.querySelectorAll('button, input, select, textarea, label, nav, [role=slider]')]
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['wider than the paper'] : []
  return [...controls.filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120)), ...wide]
}
const shown = async (tab: Tab): Promise<string[]> => {
  await tab.page.setViewportSize(sheet)
  await tab.page.emulateMedia({ media: 'print' })
  return tab.page.evaluate(useless)
}

test.each(['en', 'es'] as const)('the person’s page in %s', async (language) => {
  const tab = await Tab.open(stage.bureau, language)
  await tab.load('/receipt')
  await openStatement(tab)
  expect(await shown(tab)).toEqual([])
  const words = await tab.page.locator('body').innerText()
  for (const key of ['person.now', 'person.searches', 'person.disclosures', 'person.accesses', 'person.until', 'person.ledger'] as const)
    expect(words).toContain(tab.t(key))
  expect(words).not.toContain(stage.code)
  expect(tab.takeTroubles()).toEqual([])
})

test('an agreement', async () => {
  const { node, path } = await lookerOf(places.find((place) => place.path === '/agreements/:agreement')!)
  const tab = await Tab.open(node)
  await tab.load(path)
  expect(await shown(tab)).toEqual([])
  const words = await tab.page.locator('body').innerText()
  for (const key of ['agreement.life', 'agreement.sources', 'agreement.document', 'agreement.events'] as const)
    expect(words).toContain(tab.t(key))
  expect(tab.takeTroubles()).toEqual([])
})

afterAll(close)
