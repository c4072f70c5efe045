// SPDX-License-Identifier: Apache-2.0
// A booking that is being put together. It lives as long as its page: nothing of it is written anywhere.
import { base64Of, newKey, noFacts, type Facts, type Sent } from '../../lib/booking'
import { kindOf, positionOf, shown, type Impression, type Kind } from '../../lib/prints'

export interface Chosen {
  id: number
  file: File
  kind: Kind
  /** For showing it; null when no browser can. */
  url: string | null
}
export interface Turned {
  name: string
  why: 'kind' | 'size' | 'mixed'
}

/* The node takes 64 MiB of JSON; base64 makes four bytes of three. */
const MAX_BYTES = 47 * 2 ** 20
const HEAD_BYTES = 1024

export class Draft {
  transaction = $state.raw<Chosen | null>(null)
  placed = $state.raw<Record<number, Chosen>>({})
  loose = $state.raw<Chosen[]>([])
  missing = $state<Record<number, 'amputated' | 'unable'>>({})
  impression = $state<Impression>('live-rolled')
  ppi = $state<number | null>(null)
  facts = $state<Facts>(noFacts())
  turned = $state.raw<Turned[]>([])
  #next = 1
  #key = { of: '', key: '' }

  readonly count = $derived(Object.keys(this.placed).length)
  readonly hasPrints = $derived(this.transaction !== null || this.count > 0)
  /** The same as long as the same would be sent. */
  readonly print = $derived(
    JSON.stringify([
      this.transaction?.id ?? null,
      Object.entries(this.placed).map(([position, one]) => [position, one.id]),
      this.missing,
      this.impression,
      this.ppi,
      this.facts,
    ]),
  )
  readonly isEmpty = $derived(
    !this.hasPrints && this.loose.length === 0 && JSON.stringify(this.facts) === JSON.stringify(noFacts()),
  )

  /** Takes files; images go to AT, or where their names say, or wait to be placed. */
  async take(files: Iterable<File>, at?: number): Promise<void> {
    const turned: Turned[] = []
    /* At once: a list of an input empties when the input is made ready for the next choice. */
    for (const file of [...files]) {
      const kind = kindOf(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
      const why = this.#whyNot(file, kind, at)
      if (why || !kind) turned.push({ name: file.name, why: why ?? 'kind' })
      else this.#put(file, kind, at)
    }
    this.turned = turned
  }
  #whyNot(file: File, kind: Kind | null, at?: number): Turned['why'] | null {
    if (!kind || (kind === 'ebts' && at !== undefined)) return 'kind'
    if (file.size > MAX_BYTES) return 'size'
    const other = kind === 'ebts' ? this.count + this.loose.length > 0 : this.transaction !== null
    return other ? 'mixed' : null
  }
  #put(file: File, kind: Kind, at?: number): void {
    const url = shown.includes(kind) ? URL.createObjectURL(file) : null
    const chosen = { id: this.#next++, file, kind, url }
    if (kind === 'ebts') {
      this.transaction = chosen
      return
    }
    const position = at ?? positionOf(file.name)
    const free = position !== null && (at !== undefined || !(position in this.placed))
    this.loose = [...this.loose, chosen]
    if (free) this.place(chosen, position)
  }

  /** Puts it at POSITION, where another one goes to where it came from; null: away from the card. */
  place(chosen: Chosen, position: number | null): void {
    const placed = { ...this.placed }
    const from = Object.entries(placed).find(([, one]) => one.id === chosen.id)?.[0]
    const there = position === null ? undefined : placed[position]
    if (there?.id === chosen.id) return
    let loose = this.loose.filter((one) => one.id !== chosen.id)
    if (from !== undefined) delete placed[Number(from)]
    if (position === null) loose = [...loose, chosen]
    else placed[position] = chosen
    if (there && from !== undefined) placed[Number(from)] = there
    else if (there) loose = [...loose, there]
    if (position !== null) delete this.missing[position]
    this.placed = placed
    this.loose = loose
  }
  remove(chosen: Chosen): void {
    if (chosen.url) URL.revokeObjectURL(chosen.url)
    if (this.transaction?.id === chosen.id) this.transaction = null
    this.loose = this.loose.filter((one) => one.id !== chosen.id)
    this.placed = Object.fromEntries(Object.entries(this.placed).filter(([, one]) => one.id !== chosen.id))
  }
  find(id: number): Chosen | undefined {
    return [...this.loose, ...Object.values(this.placed)].find((one) => one.id === id)
  }
  /** Forgets everything. */
  clear(): void {
    for (const one of [...this.loose, ...Object.values(this.placed)]) if (one.url) URL.revokeObjectURL(one.url)
    this.transaction = null
    this.placed = {}
    this.loose = []
    this.missing = {}
    this.facts = noFacts()
    this.turned = []
  }

  async sent(): Promise<Sent> {
    const prints = Object.entries(this.placed).map(async ([position, one]) => ({
      position: Number(position),
      data: await base64Of(one.file),
    }))
    return {
      facts: $state.snapshot(this.facts),
      prints: await Promise.all(prints),
      missing: $state.snapshot(this.missing),
      impression: this.impression,
      ppi: this.ppi,
      transaction: this.transaction ? await base64Of(this.transaction.file) : null,
    }
  }
  /** Of this very content: a second attempt is no second booking. */
  key(): string {
    if (this.#key.of !== this.print) this.#key = { of: this.print, key: newKey() }
    return this.#key.key
  }
}
