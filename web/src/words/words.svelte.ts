// SPDX-License-Identifier: Apache-2.0
// Message catalogues: en.ts is the model, the others must have the same keys (the compiler holds them to it). In the shell are
// the English words of the frame, the titles and what the node says in codes; an area's words are loaded with the first page
// that needs them.
import { Fault } from '../lib/fault'
import { keepWish, wished } from '../lib/wishes'
import type { en } from './en'
import { node } from './en/node'
import { site } from './en/site'
import { titles } from './en/titles'

export type Words = typeof en
export type Title = keyof typeof titles
export type Language = 'en' | 'es'
export const languages: Record<Language, string> = { en: 'English', es: 'Español' }

/** A file of every language. */
export type Area =
  | 'administrator'
  | 'agreements'
  | 'auditor'
  | 'bookings'
  | 'checks'
  | 'examiner'
  | 'ledger'
  | 'node'
  | 'officer'
  | 'person'
  | 'persons'
  | 'public'
  | 'site'
  | 'statistics'
  | 'titles'

const shell = { ...node, ...site, ...titles }
const files = import.meta.glob<Record<string, Partial<Words>>>(['./{en,es}/*.ts', '!./en/{node,site,titles}.ts'])

async function read(language: Language, area: Area): Promise<Partial<Words>> {
  const file = await files[`./${language}/${area}.ts`]?.()
  return Object.assign({}, ...Object.values(file ?? {})) as Partial<Words>
}

class Tongue {
  language = $state<Language>('en')
  /** For numbers and dates, as readers in the United States write them in either language. */
  readonly locale = $derived(`${this.language}-US`)
  /** Those of all areas that were learned: what a page asks for is among them (words.test.ts). */
  words = $state.raw(shell as Words)
  #wish: Language = 'en'
  #areas = new Set<Area>(['node', 'site', 'titles'])

  /* Language and words change together, and only once all areas are there: nothing is shown half translated. */
  async #load(): Promise<void> {
    const language = this.#wish
    const areas = [...this.#areas]
    const parts = await Promise.all(areas.map((area) => read(language, area)))
    if (language !== this.#wish || areas.length !== this.#areas.size) return this.#load()
    this.words = Object.assign({}, shell, ...parts) as Words
    this.language = language
  }
  /** Has the words of AREAS there, now and in every language that is chosen later. */
  async learn(...areas: Area[]): Promise<void> {
    for (const area of areas) this.#areas.add(area)
    await this.#load()
  }
  async speak(language: Language): Promise<void> {
    this.#wish = language
    await this.#load()
    document.documentElement.lang = this.language
    keepWish('language', this.language)
  }
  async start(): Promise<void> {
    const wish = wished('language') ?? navigator.language.slice(0, 2)
    if (wish === 'es') await this.speak('es')
  }
}

export const tongue = new Tongue()

/** The message KEY; {name} in it is replaced by VALUES.name. */
export function t(key: keyof Words, values: Record<string, string | number> = {}): string {
  return tongue.words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** The words for a CODE of the API, such as a state; the code itself where the catalogue has none. */
export function code(kind: string, value: string): string {
  const key = `code.${kind}.${value}`
  return key in tongue.words ? t(key as keyof Words) : value
}

/** The same for a LIST of codes with blanks between them. */
export function codes(kind: string, list: string, between = ', '): string {
  return list && list.split(' ').map((value) => code(kind, value)).join(between)
}

/** Why it went wrong, in a sentence; of other errors what the browser says of them. */
export function why(error: unknown): string {
  if (error instanceof Fault && `code.fault.${error.code}` in tongue.words) return t(`code.fault.${error.code}`, error.values)
  return error instanceof Error ? error.message : String(error)
}

/** One of two messages, by the language's own rule of plurals; {n} is the number. */
export function plural(one: keyof Words, other: keyof Words, n: number): string {
  return t(new Intl.PluralRules(tongue.language).select(n) === 'one' ? one : other, { n: number(n) })
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(tongue.locale, { maximumFractionDigits: digits }).format(value)
}

/** A time of the node (RFC 3339, or seconds since 1970), in UTC as everything here is; a time of day says so. */
export function time(value: string | number, form: 'date' | 'minute' = 'minute'): string {
  const at = new Date(typeof value === 'number' ? value * 1000 : value)
  const words = new Intl.DateTimeFormat(tongue.locale, {
    dateStyle: 'medium',
    ...(form === 'minute' && { timeStyle: 'short' }),
    timeZone: 'UTC',
  }).format(at)
  return form === 'minute' ? `${words} UTC` : words
}

/** The time of day to the second, of milliseconds since 1970. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(tongue.locale, { timeStyle: 'medium', timeZone: 'UTC' }).format(at)
}
