// SPDX-License-Identifier: Apache-2.0
// What is wider than the window scrolls in a box of its own (.scroll). Whoever has no mouse must get into it, too: while it
// has something to scroll, the box can have the focus, and says what it is. Watched in one place for all pages.

function mark(box: HTMLElement, label: string): void {
  const wide = box.scrollWidth > box.clientWidth
  if (wide === box.hasAttribute('tabindex')) return
  if (wide) {
    box.tabIndex = 0
    box.setAttribute('role', 'group')
    box.setAttribute('aria-label', label)
  } else {
    for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name)
  }
}

/** Watches all within ROOT; LABEL is what such a box is called. Returns what ends it. */
export function watchScrolling(root: HTMLElement, label: () => string): () => void {
  let asked = 0
  const look = (): void => {
    asked ||= requestAnimationFrame(() => {
      asked = 0
      for (const box of root.querySelectorAll<HTMLElement>('.scroll')) mark(box, label())
    })
  }
  const observer = new MutationObserver(look)
  observer.observe(root, { childList: true, subtree: true })
  addEventListener('resize', look)
  return () => {
    observer.disconnect()
    removeEventListener('resize', look)
    cancelAnimationFrame(asked)
  }
}
