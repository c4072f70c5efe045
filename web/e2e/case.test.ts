// SPDX-License-Identifier: Apache-2.0
// A whole case over two nodes, as those who work there do it: booking, own search, two examiners, the partner's search, its
// examiners, the officer's review, the answer, the person's receipt, the public figure and the ledger. Nobody here does
// anything that a page does not offer; what the test asks the nodes itself, it asks to compare.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from './examine'
import { ask, stage, until, type Node } from './stage'
import { Tab, close } from './tab'

interface Booking {
  booking: string
  state: string
  own: string
  legs: { partner: string; outcome: string }[]
}
interface Leaves {
  leaves: { leaf: { kind: string; outcome?: string } }[]
}
const examiners = ['examiner', 'examiner-2', 'senior-examiner', 'senior-examiner-2']
const reason =
  'The whole file was read twice. Nothing in it speaks about old age or illness, nobody depends on this person, the court ' +
  'that was asked has written back without any objection, and the recipient named is the one of the agreement.'

/** How many releases were decided on, by the published ledger of NODE. */
async function releases(node: Node): Promise<number> {
  const { size } = await ask<{ size: number }>(node, null, '/v1/ledger')
  let count = 0
  for (let from = 0; from < size; from += 100) {
    const { leaves } = await ask<Leaves>(node, null, `/v1/ledger/leaves?from=${from}&count=${Math.min(100, size - from)}`)
    count += leaves.filter(({ leaf }) => leaf.kind === 'discretion' && leaf.outcome === 'release').length
  }
  return count
}

describe('a case', () => {
  const tabs = new Map<string, Tab>()
  const troubles: string[] = []
  let booking = ''
  let code = ''
  let before = 0

  const tabOf = async (node: Node, account: string): Promise<Tab> => {
    const name = `${account}@${node.id}`
    const known = tabs.get(name)
    if (known) return known
    const tab = await Tab.open(node)
    tabs.set(name, tab)
    await tab.logIn(account)
    return tab
  }
  const stand = (): Promise<Booking> => ask<Booking>(stage.bureau, 'contributor', `/v1/bookings/${booking}`)
  const somethingWaits = async (node: Node, account: string): Promise<boolean> => {
    const { waiting } = await ask<{ waiting: Record<string, number> }>(node, account, '/v1/tasks')
    return Object.values(waiting).some((count) => count > 0)
  }
  /** Everybody of NODE gets tasks, until nobody gets any. */
  const examineAll = async (node: Node): Promise<void> => {
    for (const account of examiners)
      while ((await somethingWaits(node, account)) && (await examine(await tabOf(node, account)))) continue
  }

  beforeAll(async () => {
    before = await releases(stage.repository)
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
    for (let left = 2; left > 0; left--) {
      await tab.go('/discretions')
      await page.getByRole('link', { name: tab.t('discretions.open') }).first().click()
      await tab.settle()
      const form = page.getByRole('form', { name: tab.t('discretion.decide') })
      for (const group of await form.getByRole('group').all()) {
        const no = group.getByRole('radio', { name: tab.t('code.answer.no'), exact: true })
        if (!(await no.count())) continue
        await no.check()
        await group.getByLabel(tab.t('discretion.note')).fill('asked the file')
      }
      await form.getByLabel(tab.t('discretion.reason')).fill(`${reason} It is case ${page.url().slice(-8)}.`)
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
    const paper = await tab.page.getByRole('article', { name: tab.t('receipt.title') }).innerText()
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

  test('the release is in the public figures, and in the ledger that the browser verifies', async () => {
    await until('a release in the ledger', async () => (await releases(stage.repository)) > before)
    const tab = await Tab.open(stage.repository)
    tabs.set('public', tab)
    await tab.load('/statistics')
    await tab.load('/ledger')
    await tab.page.getByRole('button', { name: tab.t('ledger.check') }).click()
    await tab.page.locator('.good').waitFor()
    expect(await tab.page.locator('.trouble').count()).toBe(0)
  })

  afterAll(async () => {
    const { name } = stage.person
    for (const [who, tab] of tabs) {
      troubles.push(...tab.takeTroubles().map((one) => `${who}: ${one}`))
      for (const { url } of tab.requests) if (url.includes(code) || url.includes(name)) troubles.push(`${who}: ${url}`)
    }
    await close()
    expect(troubles).toEqual([])
  })
})
