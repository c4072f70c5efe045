// SPDX-License-Identifier: Apache-2.0
// A whole case over two nodes, as those who work there do it: booking, own search, two examiners, the partner's search, its
// examiners, the officer's review, the answer, the person's receipt, the public figure and the ledger. Nobody here does
// anything that a page does not offer; what the test asks the nodes itself, it asks to compare.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from './examine'
import { tellers } from './secrets'
import { ask, stage, until, type Node } from './stage'
import type { Words } from '../src/words/words.svelte'
import { Tab, close } from './tab'

interface Booking {
  booking: string
  state: string
  own: string
  legs: { partner: string; outcome: string }[]
}
const counted = [
  'searches.submitted',
  'searches.searched',
  'searches.refused',
  'matches.matched',
  'matches.released',
]
const examiners = ['examiner', 'examiner-2', 'senior-examiner', 'senior-examiner-2']
const reason =
  'The whole file was read twice. Nothing in it speaks about old age or illness, nobody depends on this person, the court ' +
  'that was asked has written back without any objection, and the recipient named is the one of the agreement.'

/** Published totals of a node: "searches.submitted" and so on. */
type Figures = Record<string, number>

describe('a case', () => {
  const tabs = new Map<string, Tab>()
  const troubles: string[] = []
  let booking = ''
  let code = ''
  let before: Figures[] = []
  let waiting: Booking[] = []

  const tabOf = async (node: Node, account: string): Promise<Tab> => {
    const name = `${account}@${node.id}`
    const known = tabs.get(name)
    if (known) return known
    const tab = await Tab.open(node)
    tabs.set(name, tab)
    await tab.logIn(account)
    return tab
  }
  const standOf = (one: string): Promise<Booking> => ask<Booking>(stage.bureau, 'contributor', `/v1/bookings/${one}`)
  const stand = (): Promise<Booking> => standOf(booking)
  const bookings = async (): Promise<Booking[]> =>
    (await ask<{ bookings: Booking[] }>(stage.bureau, 'contributor', '/v1/bookings')).bookings
  const somethingWaits = async (node: Node, account: string): Promise<boolean> => {
    const { waiting } = await ask<{ waiting: Record<string, number> }>(node, account, '/v1/tasks')
    return Object.values(waiting).some((count) => count > 0)
  }
  /** Everybody of NODE gets tasks, until nobody gets any. */
  const examineAll = async (node: Node): Promise<void> => {
    for (const account of examiners)
      while ((await somethingWaits(node, account)) && (await examine(await tabOf(node, account)))) continue
  }
  /** The totals that the public's page of NODE shows when it shows every number. */
  const published = async (node: Node): Promise<Figures> => {
    const name = `public@${node.id}`
    const tab = tabs.get(name) ?? (await Tab.open(node))
    tabs.set(name, tab)
    await tab.load('/statistics')
    await tab.page.getByLabel(tab.t('statistics.threshold'), { exact: true }).selectOption('all')
    await tab.page.getByText(tab.t('statistics.every')).waitFor()
    const figures: Figures = {}
    for (const figure of counted) {
      const [table] = figure.split('.')
      const shown = tab.page.locator(`section[aria-labelledby="table-${table}"] table:has(tfoot)`)
      const heads = await shown.locator('thead th').allInnerTexts()
      const totals = await shown.locator('tfoot :is(th, td)').allInnerTexts()
      figures[figure] = Number(totals[heads.indexOf(tab.t(`code.figure.${figure}` as keyof Words))] ?? 0)
    }
    return figures
  }
  const publishedByBoth = (): Promise<Figures[]> => Promise.all([stage.bureau, stage.repository].map(published))

  beforeAll(async () => {
    waiting = (await bookings()).filter(({ state }) => ['received', 'searching', 'reviewing'].includes(state))
    before = await publishedByBoth()
  })

  test('an EBTS file is dropped, checked and submitted', async () => {
    const tab = await tabOf(stage.bureau, 'contributor')
    const { page } = tab
    await tab.go('/bookings/new')
    const bytes = readFileSync(stage.card).toString('base64')
    const transfer = await page.evaluateHandle(
      ([name, text]) => {
        const files = new DataTransfer()
        files.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name))
        return files
      },
      [basename(stage.card), bytes] as const,
    )
    await page.getByRole('group', { name: tab.t('new.drop') }).dispatchEvent('drop', { dataTransfer: transfer })
    await page.getByText(basename(stage.card)).waitFor()
    await page.getByLabel(tab.t('new.offence')).selectOption('level-2')
    await page.getByLabel(tab.t('new.conviction')).selectOption('level-1')
    await page.getByLabel(tab.t('new.jurisdiction')).fill(stage.county)
    await page.getByLabel(tab.t('new.categories.looked')).check()
    await page.getByRole('button', { name: tab.t('new.check'), exact: true }).click()
    await page.getByRole('button', { name: tab.t('new.submit') }).click()
    await page.waitForURL(/\/bookings\/[0-9a-f]{16,}$/)
    booking = new URL(page.url()).pathname.split('/')[2] ?? ''
  })

  test('two examiners look at who was found among the own prints', async () => {
    await until('two examiners who are done', async () => {
      await examineAll(stage.bureau)
      return (await stand()).own === 'match'
    }, 110)
  }, 120_000)

  test('the agreement allows the search; the partner’s examiners look at what it found', async () => {
    await until('a review at the partner', async () => {
      await examineAll(stage.bureau)
      await examineAll(stage.repository)
      const { discretions } = await ask<{ discretions: unknown[] }>(stage.repository, 'releasing-officer', '/v1/discretions')
      return discretions.length > 1 // one waits from before
    }, 110)
  }, 120_000)

  test('the officer considers each circumstance and decides', async () => {
    const tab = await tabOf(stage.repository, 'releasing-officer')
    const { page } = tab
    /* The words of a reason serve once; numbers are no words. */
    for (const which of ['first', 'second']) {
      await tab.go('/discretions')
      await page.getByRole('main').getByRole('row').getByRole('link').first().click()
      await tab.settle()
      const form = page.getByRole('form', { name: tab.t('discretion.decide') })
      for (const group of await form.getByRole('group').all()) {
        const no = group.getByRole('radio', { name: tab.t('code.answer.no'), exact: true })
        if (!(await no.count())) continue
        await no.check()
        await group.getByLabel(tab.t('discretion.note')).fill('asked the file')
      }
      await form.getByLabel(tab.t('discretion.reason')).fill(`${reason} It is the ${which} of two.`)
      page.once('dialog', (question) => void question.dismiss())
      await page.getByRole('link', { name: tab.t('discretion.back') }).click() // asks, and stays
      await form.getByRole('radio', { name: tab.t('discretion.release') }).check()
      await form.getByRole('button', { name: tab.t('discretion.send') }).click()
      await page.getByRole('button', { name: tab.t('discretion.yes') }).click()
      await page.getByRole('heading', { name: tab.t('discretion.decided') }).waitFor()
    }
  })

  test('the answer comes to the booking’s page by itself', async () => {
    const tab = await tabOf(stage.bureau, 'contributor')
    await until('the end of the booking', async () => (await stand()).state === 'complete')
    await tab.page.getByRole('heading', { name: tab.t('result.title') }).waitFor()
    await tab.page.getByText(stage.repository.id).first().waitFor()
    expect((await stand()).legs.map((leg) => `${leg.partner} ${leg.outcome}`)).toContain(`${stage.repository.id} match`)
  })

  test('the person gets a receipt, and reads with its code who searched', async () => {
    const tab = await tabOf(stage.bureau, 'contributor')
    await tab.page.getByLabel(tab.t('receipt.language')).selectOption('es')
    await tab.page.getByRole('button', { name: tab.t('receipt.make') }).click()
    await tab.page.getByRole('dialog').getByRole('button', { name: tab.t('receipt.make') }).click()
    const receipt = tab.page.getByRole('article', { name: tab.t('receipt.title') })
    const paper = await receipt.innerText()
    const qr = await receipt.getByRole('img').locator('path').getAttribute('d')
    const made = (await Promise.all(tab.replies)).find(({ url }) => url.includes('/receipt?'))
    expect(made?.body).toContain(`<path d="${qr}"/></svg>`)
    code = /[0-9A-Z]{5}(-[0-9A-Z]{5}){3}/.exec(paper)?.[0] ?? ''
    const person = await Tab.open(stage.bureau, 'es')
    tabs.set('person', person)
    await person.load('/receipt')
    await person.page.getByLabel(person.t('person.code')).fill(code)
    await person.page.getByRole('button', { name: person.t('person.look') }).click()
    await person.page.getByRole('heading', { name: person.t('person.searches') }).waitFor()
    const words = await person.page.getByRole('main').innerText()
    expect(words).toContain(stage.repository.id)
    expect(words).toContain('Two nodes') // the agreement
    expect(person.page.url()).not.toContain(code)
  })

  test('the public figures went up by what was done here and by nothing else', async () => {
    /* The case, and what was searched only while it was; each was refused under the agreement that is not in force yet. */
    const searched = await until('the end of what waited from before', async () => {
      const all = await Promise.all([booking, ...waiting.map((one) => one.booking)].map(standOf))
      return all.every(({ state }) => state === 'complete') && all
    })
    const matchedBy = (says: (one: Booking) => boolean): number => searched.filter(says).length
    const done = (submitted: number, refused: number, matched: number, released: number): Figures => ({
      'searches.submitted': submitted,
      'searches.searched': searched.length,
      'searches.refused': refused,
      'matches.matched': matched,
      'matches.released': released,
    })
    const there = matchedBy(({ legs }) => legs.some(({ partner, outcome }) => partner === stage.repository.id && outcome === 'match'))
    const wanted = [done(1, searched.length, matchedBy(({ own }) => own === 'match'), 0), done(0, 0, there, 2)]
    let rise: Figures[] = []
    /* Lines about people come into the ledger together, each minute of a rehearsal. */
    await until('all of it in the figures', async () => {
      const after = await publishedByBoth()
      rise = after.map((figures, node) => Object.fromEntries(counted.map((one) => [one, figures[one]! - before[node]![one]!])))
      return rise.every((figures, node) => counted.every((one) => figures[one]! >= wanted[node]![one]!))
    }).catch(() => undefined)
    expect(rise).toEqual(wanted)
  }, 120_000)

  test('the ledger that the figures follow from is verified in the browser', async () => {
    const tab = tabs.get(`public@${stage.repository.id}`)!
    await tab.load('/ledger')
    await tab.page.getByRole('button', { name: tab.t('ledger.check') }).click()
    await tab.page.locator('.good').waitFor()
    expect(await tab.page.locator('.trouble').count()).toBe(0)
  })

  afterAll(async () => {
    const { name } = stage.person
    for (const [who, tab] of tabs) {
      /* Both nodes' examiners, who came to each comparison and each conclusion: of whose the prints are, nothing. */
      if (who.includes('examiner')) troubles.push(...(await tellers(tab)).map((path) => `${who} was told by ${path}`))
      troubles.push(...tab.takeTroubles().map((one) => `${who}: ${one}`))
      for (const { url } of tab.requests) if (url.includes(code) || url.includes(name)) troubles.push(`${who}: ${url}`)
    }
    await close()
    expect(troubles).toEqual([])
  })
})
