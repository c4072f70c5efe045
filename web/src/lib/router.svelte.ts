// SPDX-License-Identifier: Apache-2.0
// Addresses: "/agreements/:agreement" and the like, matched in the order in which they are listed.
import type { Duty } from './session.svelte'
import { mayLeave } from './unsaved'
import type { Area, Title } from '../words/words.svelte'

export interface Route {
  path: string
  title: Title
  /** Catalogues with the words that it shows. */
  words: Area[]
  /** Only these may see it; everybody when absent. The node checks again, whatever is shown here. */
  duties?: Duty[]
  /** As wide as the window. */
  wide?: boolean
  /** Its component; pages whose address has parameters take them as `params`. */
  page: () => Promise<{ default: unknown }>
}

export interface Place {
  route: Route | null
  params: Record<string, string>
}

/** What PATTERN's parts that begin with a colon are in PATH; null when it does not match. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.replace(/(.)\/$/, '$1').split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? ''
    if (!part.startsWith(':')) {
      if (part !== text) return null
    } else if (text === '') {
      return null
    } else {
      try {
        params[part.slice(1)] = decodeURIComponent(text)
      } catch {
        return null
      }
    }
  }
  return params
}

export function findPlace(routes: Route[], path: string): Place {
  for (const route of routes) {
    const params = matchPath(route.path, path)
    if (params) return { route, params }
  }
  return { route: null, params: {} }
}

class Here {
  path = $state(location.pathname)
  query = $state(location.search)

  #arrive(): void {
    this.path = location.pathname
    this.query = location.search
  }
  go(address: string): void {
    if (!mayLeave()) return
    history.pushState(null, '', address)
    this.#arrive()
    scrollTo(0, 0)
  }
  /** Follows links of our own without loading the page; leaves all others to the browser. */
  follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return
    const link = (event.target as Element).closest('a')
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return
    if (/^\/(v1|ledger|health|metrics)\//.test(link.pathname)) return
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return
    event.preventDefault()
    this.go(link.pathname + link.search + link.hash)
  }
  listen(): void {
    addEventListener('popstate', () => {
      if (location.pathname === this.path && location.search === this.query) return // to a place on the page
      if (mayLeave()) this.#arrive()
      else history.pushState(null, '', this.path + this.query)
    })
    document.addEventListener('click', (event) => this.follow(event))
  }
}

export const here = new Here()
