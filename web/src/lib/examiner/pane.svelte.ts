// SPDX-License-Identifier: Apache-2.0
// One image and how it is looked at.
import type { Schema } from '../api'
import { plainTone, type Tone } from './draw'
import { askMinutiae, type Mode, type Picture, type Pictures, type Source } from './pictures'
import { fit, toMm, type Size, type View } from './view'

export type Print = Schema['ReviewPrint']
export type Side = 'probe' | 'candidate'

export class Pane {
  prints = $state.raw<Print[]>([])
  print = $state.raw<Print | null>(null)
  mode = $state<Mode>('original')
  view = $state.raw<View>({ x: 0, y: 0, zoom: 10, turn: 0 })
  tone = $state.raw<Tone>(plainTone)
  size = $state.raw<Size>({ width: 0, height: 0 })
  picture = $state.raw<Picture | null>(null)
  found = $state.raw<Schema['ReviewMinutiae']['minutiae'] | null>(null)
  trouble = $state.raw<unknown>(null)
  #untouched = true
  #asked = 0

  constructor(
    readonly side: Side,
    readonly pictures: Pictures,
  ) {}

  /** Pixels an inch; prints that came as templates are counted at 500. */
  get ppi(): number {
    return this.print?.image && this.print.ppi > 0 ? this.print.ppi : 500
  }
  get skin(): Size {
    return { width: toMm(this.print?.width ?? 0, this.ppi), height: toMm(this.print?.height ?? 0, this.ppi) }
  }

  choose(print: Print | null): void {
    this.print = print
    this.picture = this.found = this.trouble = null
    this.whole()
  }
  whole(): void {
    this.view = fit(this.skin, this.size)
    this.#untouched = true
  }
  resize(size: Size): void {
    this.size = size
    if (this.#untouched) this.whole()
  }
  look(view: View): void {
    this.view = view
    this.#untouched = false
  }

  /** Shows the image in MODE; the one that was asked for last, whichever comes first. */
  async show(of: Source, mode: Mode): Promise<void> {
    const asked = ++this.#asked
    this.mode = mode
    this.trouble = null
    if (!this.print?.image) return this.showMinutiae(of)
    try {
      const picture = await this.pictures.get(of, mode, this.ppi)
      if (asked === this.#asked) this.picture = picture
    } catch (problem) {
      if (asked === this.#asked) this.trouble = problem
    }
  }
  async showMinutiae(of: Source): Promise<void> {
    const print = this.print
    try {
      const found = await askMinutiae(of)
      if (print === this.print) this.found = found.minutiae
    } catch (problem) {
      this.trouble = problem
    }
  }
}
