// SPDX-License-Identifier: Apache-2.0
// Pictures of every page, as it opens and with what is done on it: both themes, on a desk and on a telephone, those for
// everybody in both languages; and a page that shows them all. Says what went wrong in any of them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../src/words/words.svelte'
import { lookerOf, places, views, type Place, type View } from './places'
import { Tab, close, sizes, themes } from './tab'

const folder = process.argv[process.argv.length - 1]!
const rows: string[] = []
const troubles: string[] = []

async function photograph(place: Place | View, tab: Tab, path: string): Promise<void> {
  await tab.look('light', sizes[0]!)
  await tab.go(path)
  const what = 'act' in place ? `-${place.what}` : ''
  if ('act' in place) await place.act(tab)
  const name = `${place.path.slice(1).replace(/[/:]+/g, '-') || 'home'}${what}-${tab.language}`
  const cells: string[] = []
  for (const size of sizes)
    for (const theme of themes) {
      await tab.look(theme, size)
      await tab.page.waitForTimeout(150)
      const file = `${name}-${size.width}-${theme}.png`
      await tab.page.screenshot({ path: join(folder, file), fullPage: true })
      cells.push(`<a href="${file}"><img src="${file}" width="${size.width / 4}" alt="${size.width} ${theme}" loading="lazy"></a>`)
    }
  rows.push(`<h2>${place.path}${what} (${tab.language}, ${place.duty ?? 'everybody'})</h2>\n<p>${cells.join('\n')}</p>`)
  troubles.push(...tab.takeTroubles().map((one) => `${place.path}: ${one}`))
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const tabs = new Map<string, Tab>()
  for (const place of [...places, ...views]) {
    const { node, path } = await lookerOf(place)
    for (const language of (place.duty ? ['en'] : ['en', 'es']) as Language[]) {
      const name = `${place.duty} ${language} ${node.id}`
      let tab = tabs.get(name)
      if (!tab) {
        tab = await Tab.open(node, language)
        tab.page.on('dialog', (question) => void question.accept()) // of what is left unsent
        tabs.set(name, tab)
        if (place.duty) await tab.logIn(place.duty)
        else await tab.load('/')
      }
      await photograph(place, tab, path).catch((error: unknown) => troubles.push(`${place.path}: ${String(error)}`))
    }
  }
  await close()
  const style = 'body{font:16px sans-serif;margin:2rem}img{border:1px solid #999;vertical-align:top;margin:4px}'
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>Tenprint: pages</title><style>${style}</style>\n${rows.join('\n')}\n`,
  )
  for (const one of troubles) console.log(one)
  console.log(`${rows.length} pages in ${join(folder, 'index.html')}, ${troubles.length} troubles`)
  process.exitCode = troubles.length > 0 ? 1 : 0
}

await main()
