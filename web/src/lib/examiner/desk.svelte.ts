// SPDX-License-Identifier: Apache-2.0
// The examiner's desk: two images, what is marked on them, and the steps that go on record. The panes show it, and every
// button and key is a command here.
import { api, got, type Schema } from '../api'
import { errand } from '../errand'
import { clock, number, t } from '../../words/words.svelte'
import { isPlain, plainTone, type Line, type Overlay, type Tone } from './draw'
import { fromRecord, fromWork, join, letter, nearest, nextNumber, ofPrint, probe, without, workOf } from './marks'
import type { Mark, MarkType, Pair } from './marks'
import { Pane, type Print, type Side } from './pane.svelte'
import { Pictures, STAGE_PPI, pixelsOf, type Mode, type Source } from './pictures'
import { countRidges } from './ridges'
import { addStep, toRecord, type Noted, type Step } from './steps'
import { align, distance, toMm, toPixels, turnAt, wholeTurn, type Point, type View } from './view'

export type Tool = 'move' | MarkType | 'pair' | 'count' | 'ruler' | 'erase'
export const tools: Tool[] = ['move', 'ending', 'bifurcation', 'other', 'pair', 'count', 'ruler', 'erase']
export const markTypes: MarkType[] = ['ending', 'bifurcation', 'other']

type Task = Schema['ReviewTask']
interface Measured extends Line {
  side: Side
  print: number
}

/** What is said of the probe, or of a candidate, until it is on record. */
export interface Draft {
  choice: Schema['ReviewConclusionCode'] | 'yes' | 'no' | ''
  prints: number[]
  text: string
}
const blank = (): Draft => ({ choice: '', prints: [], text: '' })

interface Marked {
  marks: Mark[]
  pairs: Pair[]
}

/** How far from a mark a point may be that means it: pixels of the screen. */
const REACH = 14

export class Desk {
  readonly pictures = new Pictures((picture) => Object.values(this.panes).some((pane) => pane.picture === picture))
  readonly panes: Record<Side, Pane> = {
    probe: new Pane('probe', this.pictures),
    candidate: new Pane('candidate', this.pictures),
  }
  candidate = $state<string | null>(null)
  tool = $state<Tool>('move')
  linked = $state(true)
  showsFound = $state(false)
  marks = $state.raw<Mark[]>([])
  pairs = $state.raw<Pair[]>([])
  chosen = $state.raw<Mark | null>(null)
  measured = $state.raw<Measured | null>(null)
  first = $state.raw<{ side: Side; at: Point } | null>(null)
  automatic = $state.raw<Schema['ReviewPairs'] | null>(null)
  /** For screen readers, and for everybody below the images. */
  said = $state('')
  steps = $state.raw<Record<string, Noted[]>>({})
  recorded = $state.raw<Schema['ReviewStep'][] | null>(null)
  /** By candidate, '' for the analysis. */
  drafts = $state<Record<string, Draft>>({})

  /** Nothing can be changed any more, only looked at. */
  readonly = $state(false)
  /** On record, and looked at again for a correction beside it. */
  correcting = $state(false)
  #draft: Marked | null = null

  constructor(
    readonly task: string,
    readonly now: () => number = () => Date.now(),
  ) {}

  // ---- what lies on it

  open(task: Task): void {
    this.#takeOff(task)
    this.drafts[''] ??= blank()
    const known = this.panes.probe.prints.length > 0
    this.panes.probe.prints = task.prints ?? []
    if (!known && task.analysis) this.marks = fromRecord(task.analysis.minutiae, probe)
    if (!known) void this.take('probe', task.prints?.[0] ?? null)
  }
  /** What has come on record is no draft any more. */
  #takeOff(task: Task): void {
    const done = task.candidates.filter((one) => one.conclusion !== null)
    const shown = done.find((one) => one.candidate === this.candidate)
    if (shown) this.recorded = shown.work?.steps ?? []
    for (const place of [...(task.analysis ? [''] : []), ...done.map((one) => one.candidate)]) this.#forget(place)
    this.readonly = task.state === 'concluded'
    this.correcting = false
  }
  #forget(place: string): void {
    delete this.drafts[place]
    this.steps = { ...this.steps, [place]: [] }
  }
  get draft(): Draft {
    return this.drafts[this.place] ?? blank()
  }
  /** Something was done or written that is not on record. */
  get unsaved(): boolean {
    const said = Object.values(this.drafts).some(({ choice, text }) => choice !== '' || text !== '')
    return said || Object.values(this.steps).flat().some(({ step }) => step !== 'open')
  }
  /** Drops that. */
  forget(): void {
    this.drafts = {}
    this.steps = {}
  }
  /** The next candidate; each has its own marks, pairs and steps. */
  compare(candidate: Schema['ReviewCandidate']): void {
    this.readonly = candidate.conclusion !== null
    if (candidate.candidate === this.candidate) return
    if (this.correcting) this.#forget(this.place)
    this.correcting = false
    this.candidate = candidate.candidate
    if (!this.readonly) this.drafts[candidate.candidate] ??= blank()
    this.automatic = this.measured = this.chosen = this.first = null
    const pane = this.panes.candidate
    pane.prints = candidate.prints ?? []
    const same = pane.prints.find((print) => print.position === this.panes.probe.print?.position)
    this.recorded = candidate.conclusion === null ? null : (candidate.work?.steps ?? [])
    this.#lay(candidate.work ? fromWork(candidate.work, candidate.candidate) : null)
    void this.take('candidate', same ?? pane.prints[0] ?? null)
    this.#noteOpen(this.panes.probe)
  }
  /** Looks again, beginning with the marks that are on record. */
  correct(): void {
    this.drafts[this.place] = blank()
    this.recorded = null
    this.correcting = true
    this.readonly = false
    this.automatic = null
    for (const pane of Object.values(this.panes)) this.#noteOpen(pane)
  }
  /** Marks that are on record, or again those that are being made. */
  #lay(recorded: Marked | null): void {
    const draft = this.#draft ?? { marks: this.marks, pairs: this.pairs }
    this.#draft = recorded && draft
    const shown = recorded ?? draft
    this.marks = shown.marks
    this.pairs = shown.pairs
  }
  sourceOf(side: Side): Source {
    return {
      task: this.task,
      candidate: side === 'probe' ? null : this.candidate,
      print: this.panes[side].print?.print ?? 0,
    }
  }
  whose(side: Side): string {
    return side === 'probe' ? probe : (this.candidate ?? '')
  }
  async take(side: Side, print: Print | null): Promise<void> {
    const pane = this.panes[side]
    pane.choose(print)
    this.measured = this.first = null
    this.automatic = null
    if (!print) return
    this.#noteOpen(pane)
    await pane.show(this.sourceOf(side), pane.mode)
    if (this.showsFound) await pane.showMinutiae(this.sourceOf(side))
  }
  leave(): void {
    this.pictures.free()
  }

  // ---- the record

  get place(): string {
    return this.candidate ?? ''
  }
  note(step: Step): void {
    if (this.readonly) return
    this.steps = { ...this.steps, [this.place]: addStep(this.steps[this.place] ?? [], step, this.now()) }
  }
  /** With how the image lies and looks already: mode, tone and the program's minutiae outlive a change of print. */
  #noteOpen({ side, print, mode, tone, view }: Pane): void {
    if (!print) return
    this.note({
      step: 'open', side, print: print.print,
      ...(print.image && { view: mode }),
      ...(!isPlain(tone) && tone),
      ...(view.turn !== 0 && { angle: view.turn }),
      ...(this.showsFound && { on: true }),
    })
  }
  get own(): Noted[] {
    return this.steps[this.place] ?? []
  }
  /** The steps on these images, the newest first: those of this page, or, of what is on record, how long before that. */
  get told(): { when: string; step: Step }[] {
    const seconds = (ago: number): string => t('examiner.ago', { n: number(ago) })
    const list = this.recorded
      ? this.recorded.map(({ ago, ...step }) => ({ when: seconds(ago), step }))
      : this.own.map(({ at, ...step }) => ({ when: clock(at), step }))
    return list.reverse()
  }
  write(text: string): void {
    this.note({ step: 'note', text })
    this.say(t('examiner.said.note'))
  }
  analysis(): Pick<Schema['ReviewAnalysis'], 'minutiae' | 'steps'> {
    const work = workOf(this.marks, [], '', toRecord(this.steps[''] ?? [], this.now()))
    return { minutiae: work.probe_minutiae, steps: work.steps }
  }
  work(): Schema['ReviewWork'] {
    return workOf(this.marks, this.pairs, this.place, toRecord(this.own, this.now()))
  }
  say(words: string): void {
    this.said = words
  }

  // ---- looking

  /** CHANGE is made in the pane SIDE, and in the other when they are linked. */
  look(side: Side, change: (view: View) => View): void {
    for (const pane of Object.values(this.panes)) {
      if (pane.side !== side && !(this.linked && this.candidate)) continue
      const before = pane.view
      pane.look(change(before))
      if (pane.view.turn !== before.turn) this.#noteTurn(pane)
    }
  }
  #noteTurn(pane: Pane): void {
    if (pane.print) this.note({ step: 'turn', side: pane.side, print: pane.print.print, angle: pane.view.turn })
  }
  upright(side: Side): void {
    this.look(side, (view) => turnAt(view, wholeTurn(-view.turn)))
  }
  whole(side: Side): void {
    for (const pane of Object.values(this.panes)) {
      if (pane.side !== side && !(this.linked && this.candidate)) continue
      const before = pane.view.turn
      pane.whole()
      if (before !== 0) this.#noteTurn(pane)
    }
  }
  async mode(side: Side, mode: Mode): Promise<void> {
    const pane = this.panes[side]
    if (!pane.print?.image) return
    this.note({ step: 'view', side, print: pane.print.print, view: mode })
    await pane.show(this.sourceOf(side), mode)
    this.say(t('examiner.said.mode', { side: this.sideName(side), mode: t(`examiner.mode.${mode}`) }))
  }
  tone(side: Side, change: Partial<Tone>): void {
    const pane = this.panes[side]
    const within = (value: number): number => Math.min(Math.max(Math.round(value), 20), 400)
    const tone = { ...pane.tone, ...change }
    pane.tone = { ...tone, brightness: within(tone.brightness), contrast: within(tone.contrast) }
    if (pane.print) this.note({ step: 'tone', side, print: pane.print.print, ...pane.tone })
  }
  plain(side: Side): void {
    this.tone(side, plainTone)
  }
  link(): void {
    this.linked = !this.linked
    this.say(t(this.linked ? 'examiner.said.linked' : 'examiner.said.unlinked'))
  }
  /** Lays the candidate over the probe by what the examiner has paired on the two images. */
  align(): void {
    const [fixed, moving] = [this.panes.probe, this.panes.candidate]
    const mm = (mark: Mark, pane: Pane): Point => ({ x: toMm(mark.x, pane.ppi), y: toMm(mark.y, pane.ppi) })
    const here = this.pairs.filter(
      (pair) => pair.probe.print === fixed.print?.print && pair.candidate.whose === this.candidate &&
        pair.candidate.print === moving.print?.print,
    )
    if (here.length === 0) return this.say(t('examiner.said.align.none'))
    moving.look(align(fixed.view, moving.view, here.map((pair) => ({
      fixed: mm(pair.probe, fixed),
      moving: mm(pair.candidate, moving),
    }))))
    this.linked = true
    if (moving.print) this.note({ step: 'align', side: 'candidate', print: moving.print.print, angle: moving.view.turn })
    this.say(t('examiner.said.align', { n: here.length }))
  }
  async minutiae(): Promise<void> {
    this.showsFound = !this.showsFound
    this.note({ step: 'minutiae', on: this.showsFound })
    for (const pane of Object.values(this.panes))
      if (this.showsFound && pane.print && !pane.found && (pane.side === 'probe' || this.candidate))
        await pane.showMinutiae(this.sourceOf(pane.side))
  }
  /** Shows or hides what the program's comparison paired: the node tells it once the case is settled. */
  async automaticPairs(): Promise<void> {
    if (this.automatic) {
      this.automatic = null
      return this.note({ step: 'automatic', on: false })
    }
    const [a, b] = [this.panes.probe.print, this.panes.candidate.print]
    if (!a || !b || !this.candidate) return
    const path = { task: this.task, candidate: this.candidate, print: String(b.print) }
    const address = '/v1/tasks/{task}/candidates/{candidate}/prints/{print}/pairs'
    this.automatic = await got(api.GET(address, { params: { path, query: { probe: String(a.print) }, header: errand() } }))
    this.note({ step: 'automatic', side: 'probe', print: a.print, to_print: b.print, on: true })
    if (!this.showsFound) await this.minutiae()
  }

  // ---- tools

  use(tool: Tool): void {
    this.tool = tool
    this.first = null
    if (tool === 'pair') this.chosen = null // what was marked last is no first of a pair
    this.say(t('examiner.said.tool', { tool: t(`examiner.tool.${tool}`) }))
  }
  sideName(side: Side): string {
    return t(`examiner.side.${side}`)
  }
  here(side: Side): Mark[] {
    const print = this.panes[side].print
    return print ? ofPrint(this.marks, this.whose(side), print.print) : []
  }
  /** The tool is used at AT (millimetres of the image); TO is where it was drawn to, if it was. */
  point(side: Side, at: Point, angle: number | null = null): void {
    const print = this.panes[side].print
    if (!print || this.readonly || this.tool === 'move') return
    if (this.tool === 'pair') this.#pair(side, at)
    else if (this.tool === 'erase') this.#erase(side, at)
    else if (this.tool === 'count' || this.tool === 'ruler') void this.#measure(side, at)
    else this.#mark(side, print, this.tool, at, angle)
  }
  #mark(side: Side, print: Print, type: MarkType, at: Point, angle: number | null): void {
    const { ppi } = this.panes[side]
    const [x, y] = [Math.round(toPixels(at.x, ppi)), Math.round(toPixels(at.y, ppi))]
    if (x < 0 || y < 0 || x >= print.width || y >= print.height) return this.say(t('examiner.said.outside'))
    const whose = this.whose(side)
    const mark: Mark = { n: nextNumber(this.marks, whose), whose, print: print.print, x, y, angle, type }
    this.marks = [...this.marks, mark]
    this.chosen = mark
    this.note({ step: 'mark', side, print: print.print, x, y, type, ...(angle !== null && { angle }) })
    this.say(t('examiner.said.marked', { n: mark.n, type: t(`examiner.tool.${type}`), side: this.sideName(side) }))
  }
  /** Turns the direction of the mark that was made or chosen last. */
  aim(degrees: number): void {
    const old = this.chosen
    if (!old || this.readonly) return
    this.#replace(old, { ...old, angle: wholeTurn((old.angle ?? 0) + degrees) })
    this.say(t('examiner.said.aimed', { n: old.n, degrees: this.chosen?.angle ?? 0 }))
  }
  #replace(old: Mark, mark: Mark): void {
    const swap = (one: Mark): Mark => (one === old ? mark : one)
    this.marks = this.marks.map(swap)
    this.pairs = this.pairs.map((pair) => ({ probe: swap(pair.probe), candidate: swap(pair.candidate) }))
    this.chosen = mark
    const side: Side = mark.whose === probe ? 'probe' : 'candidate'
    this.note({ step: 'unmark', side, print: old.print, x: old.x, y: old.y })
    this.note({ step: 'mark', side, print: mark.print, x: mark.x, y: mark.y, type: mark.type, angle: mark.angle ?? 0 })
  }
  #at(side: Side, at: Point): Mark | null {
    const pane = this.panes[side]
    return nearest(this.here(side), pane.ppi, at, REACH / pane.view.zoom)
  }
  #erase(side: Side, at: Point): void {
    const mark = this.#at(side, at)
    if (mark) this.remove(mark)
    else this.say(t('examiner.said.no_mark'))
  }
  remove(mark: Mark): void {
    this.marks = this.marks.filter((one) => one !== mark)
    this.pairs = without(this.pairs, mark)
    if (this.chosen === mark) this.chosen = null
    const side: Side = mark.whose === probe ? 'probe' : 'candidate'
    this.note({ step: 'unmark', side, print: mark.print, x: mark.x, y: mark.y })
    this.say(t('examiner.said.removed', { n: mark.n }))
  }
  #pair(side: Side, at: Point): void {
    const mark = this.#at(side, at)
    if (mark) this.choosePair(mark)
    else this.say(t('examiner.said.no_mark'))
  }
  /** The first of a pair, or, after one on the other image, the second. */
  choosePair(mark: Mark): void {
    const other = this.chosen
    const isSecond = other !== null && (other.whose === probe) !== (mark.whose === probe) && this.tool === 'pair'
    this.chosen = isSecond ? null : mark
    if (!isSecond) return this.say(t('examiner.said.first', { n: mark.n }))
    const pair = mark.whose === probe ? { probe: mark, candidate: other } : { probe: other, candidate: mark }
    this.pairs = join(this.pairs, pair)
    this.#notePair('pair', pair)
    this.say(t('examiner.said.paired', { a: pair.probe.n, b: pair.candidate.n }))
  }
  #notePair(step: 'pair' | 'unpair', { probe: a, candidate: b }: Pair): void {
    const places = { x: a.x, y: a.y, to_print: b.print, to_x: b.x, to_y: b.y }
    this.note({ step, side: 'probe', print: a.print, ...places })
  }
  part(pair: Pair): void {
    this.pairs = this.pairs.filter((one) => one !== pair)
    this.#notePair('unpair', pair)
    this.say(t('examiner.said.parted', { a: pair.probe.n, b: pair.candidate.n }))
  }
  async #measure(side: Side, at: Point): Promise<void> {
    const [pane, first] = [this.panes[side], this.first]
    if (!first || first.side !== side || !pane.print) {
      this.first = { side, at }
      this.measured = null
      return this.say(t('examiner.said.second'))
    }
    this.first = null
    const kind = this.tool === 'count' ? 'count' : 'ruler'
    const value = kind === 'ruler' ? distance(first.at, at) : await this.#count(side, first.at, at)
    if (value === null) return this.say(t('examiner.said.no_count'))
    const label = kind === 'ruler' ? `${number(value, 2)} mm` : t('examiner.ridges', { n: value })
    this.measured = { side, print: pane.print.print, from: first.at, to: at, label }
    const pixel = (mm: number): number => Math.min(Math.max(Math.round(toPixels(mm, pane.ppi)), 0), 65535)
    this.note({
      step: kind, side, print: pane.print.print, value: Math.round(value * 1000) / 1000,
      x: pixel(first.at.x), y: pixel(first.at.y), to_x: pixel(at.x), to_y: pixel(at.y),
    })
    this.say(label)
  }
  async #count(side: Side, from: Point, to: Point): Promise<number | null> {
    const pane = this.panes[side]
    if (!pane.print?.image) return null
    const picture = await this.pictures.get(this.sourceOf(side), 'binarise', pane.ppi).catch(() => null)
    const gray = picture && pixelsOf(picture)
    const at = (point: Point): Point => ({ x: toPixels(point.x, STAGE_PPI), y: toPixels(point.y, STAGE_PPI) })
    return gray && countRidges(gray, at(from), at(to))
  }
  cancel(): void {
    this.first = this.chosen = this.measured = null
    this.say(t('examiner.said.cancelled'))
  }

  // ---- what the panes draw

  letterOf(mark: Mark): string | null {
    const mine = this.pairs.filter((pair) => pair.candidate.whose === this.candidate)
    const place = mine.findIndex((pair) => pair.probe === mark || pair.candidate === mark)
    return place < 0 ? null : letter(place)
  }
  overlay(side: Side, crosshair: boolean): Overlay {
    const pane = this.panes[side]
    const isMine = this.measured?.side === side && this.measured.print === pane.print?.print
    const begun = this.first?.side === side ? { from: this.first.at, to: this.first.at, label: '' } : null
    const found = (this.showsFound || !pane.print?.image) && pane.found ? pane.found : []
    const labels = (this.automatic?.pairs ?? []).map((pair, place) => [pair[side], letter(place)] as const)
    const marks = this.here(side).map((mark) => {
      const paired = this.letterOf(mark)
      return { mark, label: paired ?? String(mark.n), paired: paired !== null, chosen: this.chosen === mark }
    })
    return { ppi: pane.ppi, marks, found, foundLabels: new Map(labels), line: isMine ? this.measured : begun, crosshair }
  }
}
