// SPDX-License-Identifier: Apache-2.0
// What any page must be, whatever it shows: WCAG 2.2 AA by axe, no scrolling sideways.
import { contrast, everything, violations } from './axe'
import { sizes, themes, type Tab } from './tab'

/** What makes the page scroll sideways: such elements, or nothing. */
const tooWide = (): string[] => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const wide = [...document.querySelectorAll('body *')].filter(
    (one) => one.getBoundingClientRect().right > width + 1 || one.scrollWidth > width,
  )
  return ['the page scrolls sideways:', ...wide.slice(-3).map((one) => one.outerHTML.slice(0, 160))]
}

/** What is wrong with what TAB shows now, on a desk and on a telephone, in both themes. */
export async function faults(tab: Tab): Promise<string[]> {
  const wrong: string[] = []
  for (const size of sizes)
    for (const theme of themes) {
      await tab.look(theme, size)
      const rules = theme === themes[0] ? everything : contrast
      const found = [...(await violations(tab, rules)), ...(await tab.page.evaluate(tooWide))]
      wrong.push(...found.map((one) => `${size.width} ${theme}: ${one}`))
    }
  await tab.look(themes[0]!, sizes[0]!)
  return wrong
}
