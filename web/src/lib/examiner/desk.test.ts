// SPDX-License-Identifier: Apache-2.0
// The desk without a browser: what is marked, paired, linked and put on record. No image comes; nothing here needs one.
import { beforeEach, expect, it, vi } from 'vitest'
import type { Schema } from '../api'
import type { Desk as DeskType } from './desk.svelte'

vi.stubGlobal('location', { origin: 'http://node.example', pathname: '/', search: '', port: '' })
vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')))
const { Desk } = await import('./desk.svelte')
const { run } = await import('./commands')
const { toScreen } = await import('./view')
await (await import('../../words/words.svelte')).tongue.learn('examiner')

const print = (number: number, position: number): Schema['ReviewPrint'] => ({
  print: number, position, impression: 0, width: 1000, height: 1000, ppi: 1000, image: true,
})
const candidate = (name: string): Schema['ReviewCandidate'] => ({
  candidate: name, conclusion: null, prints: [print(7, 2), print(8, 1)],
})
const task: Schema['ReviewTask'] = {
  task: 't', state: 'analysed', due: 'new', claimed: null, lapses: null, settled: false,
  prints: [print(0, 1), print(1, 2)],
  analysis: { value: true, prints: [0], text: 'one clear loop', minutiae: [{ print: 0, x: 100, y: 100, type: 'ending' }] },
  candidates: [candidate('a'), candidate('b')],
}
const at = (x: number, y: number) => ({ x: (x * 25.4) / 1000, y: (y * 25.4) / 1000 })

let desk: DeskType
beforeEach(() => {
  desk = new Desk('t', () => 50_000)
  desk.open(task)
  desk.compare(candidate('a'))
  for (const pane of Object.values(desk.panes)) pane.resize({ width: 400, height: 400 })
})

function mark(side: 'probe' | 'candidate', x: number, y: number): void {
  desk.use('ending')
  desk.point(side, at(x, y), 45)
}
function pair(a: [number, number], b: [number, number]): void {
  desk.use('pair')
  desk.point('probe', at(...a))
  desk.point('candidate', at(...b))
}

it('opens the same finger of the candidate, with the marks of the analysis', () => {
  expect(desk.panes.probe.print?.print).toBe(0)
  expect(desk.panes.candidate.print?.print).toBe(8)
  expect(desk.here('probe')).toHaveLength(1)
  expect(desk.own.map((step) => [step.step, step.side])).toEqual([['open', 'candidate'], ['open', 'probe']])
})

it('marks inside of the image only', () => {
  mark('candidate', 1200, 10)
  expect(desk.here('candidate')).toEqual([])
  mark('candidate', 300, 10)
  expect(desk.here('candidate')[0]).toMatchObject({ x: 300, y: 10, angle: 45, print: 8, n: 1 })
  desk.aim(-50)
  expect(desk.here('candidate')[0]?.angle).toBe(355)
  expect(desk.unsaved).toBe(true)
})

it('pairs what is on both images, and puts it on record by places', () => {
  mark('candidate', 300, 300)
  pair([100, 100], [302, 299])
  expect(desk.letterOf(desk.here('probe')[0]!)).toBe('A')
  const work = desk.work()
  expect(work.pairs).toEqual([{ probe: 0, candidate: 0 }])
  expect(work.steps?.at(-1)).toMatchObject({ step: 'pair', x: 100, y: 100, to_x: 300, to_y: 300, to_print: 8, ago: 0 })
  desk.remove(desk.here('candidate')[0]!)
  expect(desk.pairs).toEqual([])
})

it('lays the candidate over the probe, and then moves both', () => {
  mark('probe', 500, 100)
  mark('candidate', 300, 300)
  mark('candidate', 300, 700)
  pair([100, 100], [300, 300])
  pair([500, 100], [300, 700])
  desk.linked = false
  run(desk, 'candidate', 'align')
  expect(desk.linked).toBe(true)
  run(desk, 'probe', 'turn-right')
  run(desk, 'candidate', 'in')
  run(desk, 'probe', 'left')
  const [a, b] = [toScreen(desk.panes.probe.view, at(500, 100)), toScreen(desk.panes.candidate.view, at(300, 700))]
  expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeLessThan(1e-6)
  expect(desk.panes.probe.view.turn).toBe(5)
  run(desk, 'probe', 'link')
  run(desk, 'probe', 'turn-left')
  expect(desk.panes.candidate.view.turn).not.toBe(desk.panes.probe.view.turn)
})

it('measures, and says so', async () => {
  desk.use('ruler')
  desk.point('probe', at(0, 0))
  desk.point('probe', at(300, 400))
  await Promise.resolve()
  expect(desk.measured?.label).toBe('12.7 mm')
  expect(desk.own.at(-1)).toMatchObject({ step: 'ruler', value: 12.7, to_x: 300, to_y: 400 })
})

it('keeps tones within bounds, one step while a slider moves', () => {
  const before = desk.own.length
  for (const contrast of [110, 120, 9000]) desk.tone('probe', { contrast })
  expect(desk.panes.probe.tone.contrast).toBe(400)
  expect(desk.own).toHaveLength(before + 1)
})

it('says how an image that is opened lies and looks already', async () => {
  await desk.mode('candidate', 'enhance')
  await desk.minutiae()
  desk.tone('probe', { inverted: true })
  desk.linked = false
  run(desk, 'probe', 'turn-right')
  desk.compare(candidate('b'))
  expect(desk.own.map(({ at: _, ...step }) => step)).toEqual([
    { step: 'open', side: 'candidate', print: 8, view: 'enhance', on: true },
    { step: 'open', side: 'probe', print: 0, view: 'original', brightness: 100, contrast: 100, inverted: true, angle: 5, on: true },
  ])
  run(desk, 'probe', 'fit')
  expect(desk.own.at(-1)).toMatchObject({ step: 'turn', side: 'probe', angle: 0 })
  run(desk, 'probe', 'fit')
  expect(desk.own).toHaveLength(3)
})

it('keeps the marks, pairs and steps of each candidate apart', () => {
  mark('candidate', 300, 300)
  desk.write('a scar in both')
  desk.compare(candidate('b'))
  expect(desk.here('candidate')).toEqual([])
  expect(desk.work().minutiae).toEqual([])
  expect(desk.own.every((step) => step.step === 'open')).toBe(true)
  desk.compare(candidate('a'))
  expect(desk.here('candidate')).toHaveLength(1)
})

it('shows what is on record without losing what is not', () => {
  mark('candidate', 300, 300)
  const steps: Schema['ReviewStep'][] = [{ ago: 9, step: 'note', text: 'scar' }]
  desk.compare({ ...candidate('b'), conclusion: 'exclusion', work: { minutiae: [], probe_minutiae: [], pairs: [], steps } })
  desk.readonly = true
  mark('candidate', 10, 10)
  expect(desk.marks).toEqual([])
  expect(desk.told).toEqual([{ when: '9 s before', step: { step: 'note', text: 'scar' } }])
  desk.readonly = false
  desk.compare(candidate('a'))
  expect(desk.here('candidate')).toHaveLength(1)
  expect(desk.here('probe')).toHaveLength(1)
})

it('has nothing to lose but what was done and is not on record', () => {
  expect(desk.unsaved).toBe(false)
  desk.tone('probe', { contrast: 110 })
  expect(desk.unsaved).toBe(true)
  const said = { ...candidate('a'), conclusion: 'exclusion' as const, work: { minutiae: [], probe_minutiae: [], pairs: [], steps: [] } }
  desk.open({ ...task, candidates: [said, candidate('b')] })
  expect(desk.unsaved).toBe(false)
  desk.compare(candidate('b'))
  desk.draft.text = 'Another whorl.'
  expect(desk.unsaved).toBe(true)
  desk.compare(said)
  expect(desk.draft.text).toBe('')
  desk.compare(candidate('b'))
  expect(desk.draft.text).toBe('Another whorl.')
})

it('takes a second look with steps of its own, beside those on record', () => {
  const steps: Schema['ReviewStep'][] = [{ ago: 9, step: 'note', text: 'scar' }]
  const work = { minutiae: [{ print: 8, x: 30, y: 30, type: 'ending' as const }], probe_minutiae: [], pairs: [], steps }
  const said = { ...candidate('b'), conclusion: 'exclusion' as const, work }
  desk.open({ ...task, state: 'concluded', candidates: [said] })
  desk.compare(said)
  expect(desk.readonly).toBe(true)
  desk.correct()
  mark('candidate', 300, 300)
  expect(desk.work().minutiae).toHaveLength(2)
  expect(desk.work().steps?.map(({ step, side }) => [step, side])).toEqual([['open', 'probe'], ['open', 'candidate'], ['mark', 'candidate']])
  expect(desk.unsaved).toBe(true)
  desk.open({ ...task, state: 'concluded', candidates: [{ ...said, corrected: 'inconclusive' }] })
  expect([desk.readonly, desk.correcting, desk.unsaved]).toEqual([true, false, false])
  expect(desk.told).toHaveLength(1)
})
