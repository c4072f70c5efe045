// SPDX-License-Identifier: Apache-2.0
// What axe finds on a page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Tab } from './tab'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const everything = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  rules: { 'target-size': { enabled: true } },
}
/** All that another theme can change. */
export const contrast = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }

export async function violations(tab: Tab, rules: object = everything): Promise<string[]> {
  const known = await tab.page.evaluate(() => 'axe' in window)
  if (!known) await tab.page.evaluate(axe)
  const found = await tab.page.evaluate(async (options) => {
    const run = (window as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } }).axe.run
    const { violations } = await run({ ...options, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map((one) => `${one.html} ${one.failureSummary}`) }))
  }, rules)
  return found.map(({ id, nodes }) => `${id}: ${nodes.join(' | ')}`)
}
