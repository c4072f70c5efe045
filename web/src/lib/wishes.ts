// SPDX-License-Identifier: Apache-2.0
// What the reader chose for this browser, and nothing else. Where it keeps nothing for us, a choice lasts as long as its page.
type Wish = 'language' | 'theme'

export function wished(name: Wish): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}
/** Keeps VALUE; null forgets it. */
export function keepWish(name: Wish, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    /* it lasts as long as the page */
  }
}
