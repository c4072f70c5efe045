// SPDX-License-Identifier: Apache-2.0
// What the public's pages compute, held to what the node says: who takes part at every change, the published figures
// counted anew; and the map by the keyboard alone.
import { afterAll, expect, test } from 'vitest'
import type { AgreementEvent, Version } from '../src/lib/participation'
import { ownDecision, placeAt, placesAbove } from '../src/lib/participation'
import { contrast, violations } from './axe'
import { ask, stage, until } from './stage'
import { Tab, catalogues, close, sizes } from './tab'

interface Document {
  amends?: string
  parties: { id: string }[]
  sources: { jurisdiction: string }[]
  validity: { until: string }
}
interface Changes {
  changes: { from: string; participation: string; takes_part: boolean; in_force: boolean }[]
}

async function versionsOf(path: string): Promise<Version[]> {
  const state = await ask<{ versions: { hash: string; version: number }[] }>(stage.repository, null, path)
  return Promise.all(
    state.versions.map(async ({ hash, version }) => {
      const document = await ask<Document>(stage.repository, null, `${path}/versions/${hash}`)
      return {
        hash,
        number: version,
        title: '',
        amends: document.amends ?? null,
        parties: document.parties.map(({ id }) => id),
        sources: document.sources.map(({ jurisdiction }) => jurisdiction),
        until: Date.parse(document.validity.until),
      }
    }),
  )
}

/** What the page says of each change that the node names, and what the node says. */
async function compared(path: string): Promise<[unknown, unknown][]> {
  const versions = await versionsOf(path)
  const { events } = await ask<{ events: AgreementEvent[] }>(stage.repository, null, `${path}/events`)
  const pairs: [unknown, unknown][] = []
  for (const version of versions)
    for (const place of version.sources) {
      const { changes } = await ask<Changes>(stage.repository, null, `${path}/participation/${place}?version=${version.hash}`)
      for (const { from, ...said } of changes) {
        const at = Date.parse(from)
        const { own, life } = placeAt(events, versions, version, place, at)
        const isIn = (one: string): boolean => ownDecision(events, version, one, at) === 'in'
        const above = placesAbove(place).filter((one) => version.sources.includes(one))
        pairs.push([{ participation: own, takes_part: own === 'in' && above.every(isIn), in_force: life === 'active' }, said])
      }
    }
  return pairs
}

test('who takes part is what the node says, at every change', async () => {
  const { agreements } = await ask<{ agreements: { agreement: string }[] }>(stage.repository, null, '/v1/agreements')
  let changes = 0
  for (const { agreement } of agreements)
    for (const [here, there] of await compared(`/v1/agreements/${agreement}`)) {
      expect(here).toEqual(there)
      changes += 1
    }
  console.log(`# ${changes} changes of taking part compared`)
  expect(changes).toBeGreaterThan(0)
})

test('the published figures follow from the lines, to the last digit', async () => {
  const tab = await Tab.open(stage.repository)
  await tab.load('/ledger')
  await tab.page.getByRole('button', { name: tab.t('ledger.check') }).click()
  await tab.page.getByText(tab.t('ledger.equal')).waitFor({ timeout: 60_000 })
  await tab.page.getByLabel(tab.t('ledger.keep.text')).fill(await (await fetch(`${stage.repository.url}/ledger/checkpoint`)).text())
  await tab.page.getByRole('button', { name: tab.t('ledger.keep.check') }).click()
  await tab.page.locator('section[aria-labelledby=keep] .good').waitFor()
  expect(tab.takeTroubles()).toEqual([])
  await tab.context.close()
})

test('who cannot be asked has not broken anything, in either language', async () => {
  for (const language of ['en', 'es'] as const) {
    const tab = await Tab.open(stage.repository, language)
    await tab.load('/ledger')
    const note = await (await fetch(`${stage.repository.url}/ledger/checkpoint`)).text()
    const alerts = tab.page.getByRole('alert')
    for (const path of ['**/v1/ledger/checkpoint', '**/ledger/tile/**']) await tab.page.route(path, (route) => route.abort())
    await tab.page.getByLabel(tab.t('ledger.keep.text')).fill(note)
    await tab.page.getByRole('button', { name: tab.t('ledger.keep.check') }).click()
    await tab.page.getByRole('button', { name: tab.t('ledger.check') }).click()
    await until('both say so', async () => (await alerts.count()) === 2)
    for (const alert of await alerts.all()) expect(await alert.textContent()).toContain(tab.t('site.unchecked'))
    const page = await tab.page.locator('main').textContent()
    for (const key of ['statistics.bad', 'ledger.keep.bad'] as const) expect(page).not.toContain(tab.t(key).split('{')[0])
    expect(await violations(tab)).toEqual([])
    await tab.page.unroute('**/v1/ledger/checkpoint')
    await tab.page.locator('section[aria-labelledby=keep]').getByRole('button', { name: tab.t('site.again') }).click()
    await tab.page.locator('section[aria-labelledby=keep] .good').waitFor()
    await tab.context.close()
  }
})

test('a line that is not what was signed is said to be so', async () => {
  const tab = await Tab.open(stage.repository, 'es')
  await tab.page.route('**/v1/ledger/leaves/0', async (route) => {
    const line = (await (await route.fetch()).json()) as { entry: string }
    await route.fulfill({ json: { ...line, entry: `${line.entry} ` } })
  })
  await tab.load('/lines/0')
  expect((await tab.page.getByRole('alert').textContent())?.trim()).toContain(tab.t('line.proof.bad', { why: tab.t('code.fault.root') }))
  await tab.context.close()
})

test('a browser that keeps nothing has pages all the same', async () => {
  const tab = await Tab.open(stage.repository)
  await tab.page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('Access is denied.', 'SecurityError')
      },
    }),
  )
  await tab.load('/')
  await tab.page.getByLabel(tab.t('site.theme')).selectOption('dark')
  await tab.page.getByLabel(tab.t('site.language')).selectOption('es')
  await tab.page.getByRole('heading', { level: 1, name: catalogues.es['home.title'] }).waitFor()
  expect(tab.takeTroubles()).toEqual([])
  await tab.context.close()
})

test('paper is light, whatever the theme', async () => {
  const tab = await Tab.open(stage.repository)
  await tab.look('dark', sizes[0]!)
  for (const path of ['/statistics', '/ledger']) {
    await tab.load(path)
    await tab.page.getByLabel(tab.t('site.theme')).selectOption('dark')
    await tab.page.emulateMedia({ media: 'print' })
    expect(await violations(tab, contrast)).toEqual([])
    const quiet = await tab.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--quiet'))
    expect(quiet).toBe('#55606c')
    await tab.page.emulateMedia({ media: 'screen' })
  }
  await tab.context.close()
})

test('the map goes through time by keys', async () => {
  const tab = await Tab.open(stage.repository)
  await tab.load('/map')
  const slider = tab.page.getByRole('slider')
  await slider.focus()
  const now = await slider.getAttribute('aria-valuetext')
  await tab.page.keyboard.press('ArrowLeft')
  expect(await slider.getAttribute('aria-valuetext')).not.toBe(now)
  const place = tab.page.locator('svg .place').first()
  await place.focus()
  await tab.page.keyboard.press('Enter')
  expect(await place.getAttribute('aria-pressed')).toBe('true')
  expect(tab.takeTroubles()).toEqual([])
  await tab.context.close()
})

test('the map of any node shows 2011, and says that it is history', async () => {
  for (const language of ['en', 'es'] as const) {
    const tab = await Tab.open(stage.repository, language)
    await tab.load('/map')
    await tab.page.getByLabel(tab.t('map.agreement'), { exact: true }).selectOption({ label: tab.t('map.history') })
    await tab.page.getByText(tab.t('map.history.what')).waitFor()
    const slider = tab.page.getByRole('slider')
    await slider.focus()
    const suspended = 'New York suspends its taking part.'
    for (let steps = 0; steps < 60 && !(await slider.getAttribute('aria-valuetext'))?.includes(suspended); steps++)
      await tab.page.keyboard.press('ArrowLeft')
    const said = tab.page.getByText(suspended)
    expect(await said.getAttribute('lang')).toBe('en')
    const row = tab.page.getByRole('row').filter({ hasText: 'Dutchess' })
    expect(await row.textContent()).toContain(tab.t('code.standing.waiting'))
    await tab.page.keyboard.press('ArrowLeft')
    expect(await row.textContent()).toContain(tab.t('code.standing.part'))
    await tab.page.locator('svg .place').first().waitFor()
    expect(await violations(tab)).toEqual([])
    expect(tab.takeTroubles()).toEqual([])
    await tab.context.close()
  }
})

afterAll(close)
