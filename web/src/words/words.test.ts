// SPDX-License-Identifier: Apache-2.0
// That a page has the words that it shows: what its own files, and those that they import, ask for is looked up in the areas
// that routes.ts says, and in those that the files learn themselves.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { number, t, time, tongue, type Area, type Words } from './words.svelte'

const source = fileURLToPath(new URL('..', import.meta.url))
const catalogues = import.meta.glob<Record<string, Record<string, string>>>('./{en,es}/*.ts', { eager: true })
const areaOf = new Map<string, string>()
for (const [path, file] of Object.entries(catalogues))
  if (path.startsWith('./en/'))
    for (const key of Object.values(file).flatMap(Object.keys)) areaOf.set(key, path.slice(5, -3))
const keys = [...areaOf.keys()]

/** The component or module that FILE imports as PATH; null for what asks for no words itself. */
function fileOf(file: string, path: string): string | null {
  const base = resolve(dirname(file), path)
  const found = [base, `${base}.ts`].find((one) => /\.(svelte|ts)$/.test(one) && existsSync(one))
  return found && !found.startsWith(resolve(source, 'words')) && found !== resolve(source, 'routes.ts') ? found : null
}
/** FILE, and all that it needs, with their text. */
function filesOf(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen
  const text = readFileSync(file, 'utf8')
  seen.set(file, text)
  const run = text.replace(/^ *import type .*$/gm, '')
  for (const [, path = ''] of run.matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
    const next = fileOf(file, path)
    if (next) filesOf(next, seen)
  }
  return seen
}

const pattern = (template: string): RegExp =>
  new RegExp(`^${template.replace(/\./g, '\\.').replace(/\$\{[^}]+\}/g, '[\\w-]+')}`)
function keysIn(text: string): string[] {
  const named = [...text.matchAll(/'([^'\n]+)'/g)].flatMap(([, key = '']) => (areaOf.has(key) ? [key] : []))
  const made = [...text.matchAll(/\b(?:t|plural)\(`([\w.]+\.\$\{[^`]+)`/g)].map(([, template = '']) => pattern(template))
  const codes = [...text.matchAll(/(?:\b(?:code|word|spanWords)\(['`]|\bkind=")([\w.-]+(?:\$\{[^`}]+\})?)/g)].map(([, kind = '']) =>
    pattern(`code.${kind}.`),
  )
  const faults = [...text.matchAll(/\bnew (?:Fault|Unheld)\('([\w-]+)'/g)].map(([, fault]) => `code.fault.${fault}`)
  return [...named, ...faults, ...keys.filter((key) => [...made, ...codes].some((one) => one.test(key)))]
}

const routes = [...readFileSync(resolve(source, 'routes.ts'), 'utf8').matchAll(
  /path: '([^']+)'[^}]*?words: \[([^\]]*)\][^}]*?import\('([^']+)'\)/g,
)].map(([, path = '', words = '', page = '']) => ({ path, words, page }))
const namesIn = (list: string): string[] => [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => name)

test('every page is looked at', async () => {
  const { routes: all } = await import('../routes')
  expect(routes.map(({ path }) => path)).toEqual(all.map(({ path }) => path))
})

const shell = ['node', 'site', 'titles']

describe.each(routes)('$path', ({ words, page }) => {
  test('has the words that it shows, and no others', () => {
    const texts = [...filesOf(resolve(source, page)).values()]
    const learned = texts.flatMap((text) => [...text.matchAll(/tongue\.learn\(([^)]+)\)/g)].flatMap(([, list = '']) => namesIn(list)))
    const has = new Set([...shell, ...namesIn(words), ...learned])
    const used = texts.flatMap(keysIn)
    expect([...new Set(used.filter((key) => !has.has(areaOf.get(key) ?? '')))]).toEqual([])
    expect(namesIn(words).filter((area) => !used.some((key) => areaOf.get(key) === area))).toEqual([])
  })
})

test('the frame needs no area', () => {
  const used = [...filesOf(resolve(source, 'App.svelte')).values()].flatMap(keysIn)
  expect(used.filter((key) => !shell.includes(areaOf.get(key) ?? ''))).toEqual([])
})

test('a time of day says itself that it is UTC', () => {
  const messages = Object.values(catalogues).flatMap((file) => Object.values(file).flatMap((words) => Object.entries(words)))
  expect(messages.filter(([, words]) => words.includes('{time}') && words.includes('UTC'))).toEqual([])
})

describe('an area', () => {
  const memory = new Map<string, string>()
  Object.assign(globalThis, {
    localStorage: { setItem: (key: string, value: string) => memory.set(key, value), getItem: () => null },
    document: { documentElement: {} },
  })
  const says = (language: string, area: Area, key: keyof Words): string | undefined =>
    Object.values(catalogues[`./${language}/${area}.ts`] ?? {})[0]?.[key]

  test('is there once it was learned, in the language that was chosen meanwhile', async () => {
    const [learning, speaking] = [tongue.learn('public'), tongue.speak('es')]
    expect(t('site.skip')).toBe(says('en', 'site', 'site.skip'))
    await learning
    expect(t('home.never.title')).toBe(says('es', 'public', 'home.never.title'))
    await speaking
    await Promise.all([tongue.learn('ledger'), tongue.speak('en')])
    expect(t('ledger.title')).toBe(says('en', 'titles', 'ledger.title'))
    expect(t('ledger.check')).toBe(says('en', 'ledger', 'ledger.check'))
    expect([t('home.never.title'), memory.get('language')]).toEqual([says('en', 'public', 'home.never.title'), 'en'])
  })
  test('writes numbers and dates as its readers in the United States do', async () => {
    const written = () => [number(117014.25, 1), time('2026-11-23T14:05:00Z'), time('2026-11-23', 'date')].map((one) => one.replace(/\s/g, ' '))
    expect(written()).toEqual(['117,014.3', 'Nov 23, 2026, 2:05 PM UTC', 'Nov 23, 2026'])
    await tongue.speak('es')
    expect(written()).toEqual(['117,014.3', '23 nov 2026, 2:05 p.m. UTC', '23 nov 2026'])
    await tongue.speak('en')
  })
  test('has the same keys in every language', () => {
    for (const [path, file] of Object.entries(catalogues))
      if (path.startsWith('./en/'))
        for (const [name, words] of Object.entries(file))
          expect(Object.keys(catalogues[path.replace('/en/', '/es/')]?.[name] ?? {}).sort(), path).toEqual(Object.keys(words).sort())
  })
})
