// SPDX-License-Identifier: Apache-2.0
// Message catalogues: en.ts is the model, the others must have the same keys (the compiler holds them to it). English is
// in the shell; other languages are loaded when asked for.
import { en } from './en'

export type Words = typeof en
export type Language = 'en' | 'es'
export const languages: Record<Language, string> = { en: 'English', es: 'Español' }

const loaders: Record<Language, () => Promise<Words>> = {
  en: () => Promise.resolve(en),
  es: async () => (await import('./es')).es,
}

class Tongue {
  language = $state<Language>('en')
  words = $state.raw<Words>(en)

  async speak(language: Language): Promise<void> {
    this.words = await loaders[language]()
    this.language = language
    document.documentElement.lang = language
    localStorage.setItem('language', language)
  }
  async start(): Promise<void> {
    const wish = localStorage.getItem('language') ?? navigator.language.slice(0, 2)
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

/** One of two messages, by the language's own rule of plurals; {n} is the number. */
export function plural(one: keyof Words, other: keyof Words, n: number): string {
  return t(new Intl.PluralRules(tongue.language).select(n) === 'one' ? one : other, { n: number(n) })
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(tongue.language, { maximumFractionDigits: digits }).format(value)
}

/** A time of the node (RFC 3339, or seconds since 1970), in UTC as everything here is. */
export function time(value: string | number, form: 'date' | 'minute' = 'minute'): string {
  const at = new Date(typeof value === 'number' ? value * 1000 : value)
  return new Intl.DateTimeFormat(tongue.language, {
    dateStyle: 'medium',
    ...(form === 'minute' && { timeStyle: 'short' }),
    timeZone: 'UTC',
  }).format(at)
}

/** The time of day to the second, of milliseconds since 1970. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(tongue.language, { timeStyle: 'medium', timeZone: 'UTC' }).format(at)
}
