// SPDX-License-Identifier: Apache-2.0
// What the page holds that was not sent yet. As long as there is something, leaving the page asks first, and a session that
// ends meanwhile is taken up again in place (session.svelte.ts).
import { onDestroy, untrack } from 'svelte'
import { t, type Words } from '../words/words.svelte'

interface Held {
  has: () => boolean
  question: keyof Words
}
let held: Held | null = null

/** Whether there is something. Every request asks this: what is asked for anew must not depend on it. */
export function holds(): boolean {
  return untrack(() => held?.has() ?? false)
}
/** Asks, where something would be lost. */
export function mayLeave(): boolean {
  return !held || !holds() || confirm(t(held.question))
}
export function drop(): void {
  held = null
}
/** Until what it returns is called, and as long as HAS says so. */
export function hold(has: () => boolean, question: keyof Words): () => void {
  const mine = { has, question }
  held = mine
  return () => {
    if (held === mine) held = null
  }
}

/** For the life of the component that calls it, and as long as HAS says so, QUESTION is asked before the page is left. */
export function holdUnsaved(has: () => boolean, question: keyof Words): void {
  const warn = (event: BeforeUnloadEvent): void => {
    if (has()) event.preventDefault()
  }
  const release = hold(has, question)
  addEventListener('beforeunload', warn)
  onDestroy(() => {
    removeEventListener('beforeunload', warn)
    release()
  })
}
