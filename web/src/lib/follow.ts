// SPDX-License-Identifier: Apache-2.0
// Asks again and again until something has come to its end: soon at first, and after every change; then ever more
// seldom, since each look at a person's data is put on record. Not while nobody sees the page.

const waits_s = [1, 1, 2, 3, 5, 8, 13, 21, 34, 60]

export interface Following<T> {
  ask: () => Promise<T>
  /** Each answer; true when it was the last that is wanted. */
  told: (value: T) => boolean
  failed: (error: unknown) => void
  /** What is the same as long as nothing has happened. */
  mark: (value: T) => string
}

/** Begins at once. Gives the function that ends it. */
export function follow<T>(what: Following<T>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let step = 0
  let mark: string | undefined

  async function look(): Promise<void> {
    timer = undefined
    try {
      const value = await what.ask()
      if (ended) return
      const now = what.mark(value)
      if (now !== mark) step = 0
      mark = now
      if (what.told(value)) ended = true
    } catch (error) {
      if (ended) return
      what.failed(error)
    }
    if (!ended) wait()
  }
  function wait(): void {
    const wait_s = waits_s[Math.min(step++, waits_s.length - 1)] ?? 60
    timer = setTimeout(() => void (document.hidden ? wait() : look()), wait_s * 1000)
  }
  void look()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
