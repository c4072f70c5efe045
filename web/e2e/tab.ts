// SPDX-License-Identifier: Apache-2.0
// A tab of a real browser that remembers all that goes wrong in it: errors, violations of the content policy, requests to
// anybody else, answers of the node that nobody expects.
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { en } from '../src/words/en'
import { es } from '../src/words/es'
import type { Language, Words } from '../src/words/words.svelte'
import { reference, stage, until, type Node } from './stage'

export const catalogues: Record<Language, Words> = { en, es }
export type Theme = 'light' | 'dark'
export const themes: Theme[] = ['light', 'dark']
export const sizes = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
]

let browser: Browser | null = null

export async function launch(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  return browser
}
export async function close(): Promise<void> {
  await browser?.close()
  browser = null
}

export interface Seen {
  url: string
  body: string
}

export class Tab {
  readonly troubles: string[] = []
  /** Addresses of all requests, with what was sent as text. */
  readonly requests: Seen[] = []
  /** Replies of the node's API. */
  readonly replies: Promise<Seen>[] = []
  /** Answers that the test itself provokes. */
  forgiven = new Set<number>()

  private constructor(
    readonly node: Node,
    readonly language: Language,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(node: Node, language: Language = 'en', size = sizes[0]!): Promise<Tab> {
    const origin = new URL(node.url).origin
    const storage = { cookies: [], origins: [{ origin, localStorage: [{ name: 'language', value: language }] }] }
    const context = await (await launch()).newContext({
      viewport: size,
      locale: language === 'es' ? 'es-US' : 'en-US',
      storageState: storage,
      reducedMotion: 'reduce',
    })
    const tab = new Tab(node, language, context, await context.newPage())
    tab.listen(origin)
    return tab
  }

  private listen(origin: string): void {
    this.page.setDefaultTimeout(15_000)
    this.page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`))
    this.page.on('console', (message) => {
      const status = /Failed to load resource: .* status of (\d+)/.exec(message.text())?.[1]
      if (status && this.forgiven.has(Number(status))) return
      if (message.type() === 'error' || /content.security.policy/i.test(message.text()))
        this.troubles.push(`console: ${message.text()} (${message.location().url})`)
    })
    this.page.on('request', (request) => {
      const url = request.url()
      this.requests.push({ url, body: request.postData() ?? '' })
      if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:'))
        this.troubles.push(`somebody else is asked: ${url}`)
    })
    this.page.on('response', (response) => {
      if (response.status() >= 500) this.troubles.push(`${response.status()}: ${response.url()}`)
      if (!response.url().startsWith(`${origin}/v1/`) || response.url().includes('/events')) return
      this.replies.push(response.text().then((body) => ({ url: response.url(), body }), () => ({ url: '', body: '' })))
    })
  }

  /** A text of the catalogue, so that tests find what is on a page by its words and stay right when these change. */
  t(key: keyof Words, values: Record<string, string | number> = {}): string {
    return catalogues[this.language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
  /** What went wrong since this was last asked. */
  takeTroubles(): string[] {
    return this.troubles.splice(0)
  }

  /** Until the page that was gone to shows what it has to show. (Asked from here: its policy forbids evaluation in it.) */
  async settle(): Promise<void> {
    await until(`${this.page.url()} has loaded`, () =>
      this.page.evaluate(
        (loading) =>
          document.querySelector('main :is(h1, form, [role=alert])') !== null &&
          ![...document.querySelectorAll('main [role=status]')].some((one) => one.textContent?.trim() === loading),
        this.t('site.loading'),
      ),
    )
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))))
  }
  /** By the address bar. */
  async load(path: string): Promise<void> {
    await this.page.goto(this.node.url + path)
    await this.settle()
  }
  /** As a link within the pages does, so that what is in memory stays. */
  async go(path: string): Promise<void> {
    await this.page.evaluate((to) => {
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate'))
    }, path)
    await this.settle()
    if (await this.sayErrand()) await this.settle()
  }
  async logIn(account: string): Promise<void> {
    await this.load('/login')
    await this.page.getByLabel(this.t('login.account'), { exact: true }).fill(account)
    await this.page.getByLabel(this.t('login.password'), { exact: true }).fill(stage.password)
    await this.page.getByRole('button', { name: this.t('login.send') }).click()
    await this.page.getByRole('button', { name: this.t('site.logout') }).waitFor()
    await this.settle()
  }
  /** Says what one works on, where a page asks for it; whether it did. */
  async sayErrand(): Promise<boolean> {
    const form = this.page.getByRole('form', { name: this.t('errand.title') })
    if (!(await form.isVisible())) return false
    await form.getByLabel(this.t('errand.purpose')).selectOption(stage.purpose)
    await form.getByLabel(this.t('errand.reference'), { exact: true }).fill(reference)
    await form.getByRole('button', { name: this.t('errand.take') }).click()
    await form.waitFor({ state: 'detached' })
    return true
  }
  async look(theme: Theme, size: (typeof sizes)[0]): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await this.page.setViewportSize(size)
    /* Until what watches sizes (parts/Scroll.svelte) has seen it. */
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))))
  }
  async close(): Promise<void> {
    await this.context.close()
  }
}
