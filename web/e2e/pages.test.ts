// SPDX-License-Identifier: Apache-2.0
// Every page, by who may see it: title, one heading, WCAG 2.2 AA by axe, no scrolling sideways, in both languages and
// themes, on a desk and on a telephone; and by keyboard alone. Views of pages, once something was done there, in one language.
import { afterAll, describe, expect, test } from 'vitest'
import type { Language } from '../src/words/words.svelte'
import { violations } from './axe'
import { lookerOf, places, views, type Place } from './places'
import { faults } from './stands'
import { Tab, close } from './tab'

const tabs = new Map<string, Promise<Tab>>()

async function begin(place: Place, language: Language): Promise<Tab> {
  const { node } = await lookerOf(place)
  const tab = await Tab.open(node, language)
  if (place.duty) await tab.logIn(place.duty)
  return tab
}
/** One tab for each who looks, language and node. */
async function open(place: Place, language: Language): Promise<Tab> {
  const { node, path } = await lookerOf(place)
  const name = `${place.duty} ${language} ${node.id}`
  if (!tabs.has(name)) tabs.set(name, begin(place, language))
  const tab = await tabs.get(name)!
  tab.takeTroubles()
  if (place.duty) await tab.go(path)
  else await tab.load(path)
  return tab
}

describe.each(places)('$path', (place) => {
  test.each(['en', 'es'] as const)('stands as it should in %s', async (language) => {
    const tab = await open(place, language)
    expect(await faults(tab)).toEqual([])
    expect(await tab.page.title()).toMatch(/.+ - Tenprint$/)
    expect(await tab.page.locator('h1').count()).toBe(1)
    expect(await tab.page.locator('html').getAttribute('lang')).toBe(language)
    expect(tab.takeTroubles()).toEqual([])
  })

  test('is worked by keyboard', async () => {
    const tab = await open(place, 'en')
    const wanted = await tab.page.evaluate(markReachable)
    const reached = new Set<string>()
    const unseen: string[] = []
    for (let i = 0; i < wanted.length + 10 && reached.size < wanted.length; i++) {
      await tab.page.keyboard.press('Tab')
      const at = await tab.page.evaluate(where)
      if (i === 0 && !place.duty) expect(at?.text).toBe(tab.t('site.skip'))
      if (at?.name) reached.add(at.name)
      if (at?.name && !at.visible) unseen.push(at.text)
    }
    expect(wanted.filter((one) => !reached.has(one.name)).map((one) => one.text)).toEqual([])
    expect(unseen).toEqual([])
    expect(tab.takeTroubles()).toEqual([])
  })
})

describe.each(views.filter(({ spends }) => !spends))('$path, $what', (view) => {
  test('stands as it should', async () => {
    const tab = await begin(view, 'en')
    const { path } = await lookerOf(view)
    await (view.duty ? tab.go(path) : tab.load(path))
    await view.act(tab)
    expect(await faults(tab)).toEqual([])
    expect(await tab.page.locator('h1').count()).toBe(1)
    expect(tab.takeTroubles()).toEqual([])
    await tab.close()
  })
})

/** Names all that must be reached by the tabulator; of radio buttons one of each group. */
const markReachable = (): { name: string; text: string }[] => {
  const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  const groups = new Set<string>()
  const wanted = all.filter((one) => {
    const input = one as HTMLInputElement
    if (input.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) return false
    if (input.type !== 'radio') return true
    const group = input.name
    const already = groups.has(group)
    groups.add(group)
    return !already
  })
  return wanted.map((one, index) => {
    const { type, name } = one as HTMLInputElement
    one.dataset.e2e = type === 'radio' ? `radio ${name}` : String(index)
    return { name: one.dataset.e2e, text: one.outerHTML.slice(0, 120) }
  })
}
const where = (): { name: string | undefined; text: string; visible: boolean } | null => {
  const one = document.activeElement as HTMLElement | null
  if (!one || one === document.body) return null
  const style = getComputedStyle(one)
  const input = one as HTMLInputElement
  const name = input.type === 'radio' ? `radio ${input.name}` : one.dataset.e2e
  const outlined = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  const shown = outlined || (one instanceof SVGElement && parseFloat(style.strokeWidth) > 2) // a shape has no outline
  return { name, text: one.textContent?.trim().slice(0, 60) ?? '', visible: shown }
}

test('the skip link leads to the content', async () => {
  const tab = await open(places[0]!, 'en')
  await tab.page.keyboard.press('Tab')
  await tab.page.keyboard.press('Enter')
  expect(await tab.page.evaluate(() => document.activeElement?.id)).toBe('content')
})

test('a page that there is not says so', async () => {
  const tab = await open(places[0]!, 'es')
  await tab.load('/no/such/page')
  expect(await tab.page.locator('h1').textContent()).toBe(tab.t('site.lost'))
  expect(await violations(tab)).toEqual([])
})

afterAll(close)
