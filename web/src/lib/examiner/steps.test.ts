// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { addStep, stepsMost, toRecord } from './steps'
import type { Noted } from './steps'

describe('steps', () => {
  it('are told as seconds before they are handed in', () => {
    const list = addStep(addStep([], { step: 'open', side: 'probe', print: 0 }, 1000), { step: 'note', text: 'scar' }, 4600)
    expect(toRecord(list, 11000)).toEqual([
      { step: 'open', side: 'probe', print: 0, ago: 10 },
      { step: 'note', text: 'scar', ago: 6 },
    ])
    expect(toRecord(list, 0)[0]?.ago).toBe(0)
  })
  it('are one while a slider moves, and two for two images', () => {
    let list = addStep([], { step: 'tone', side: 'probe', print: 0, contrast: 110 }, 1)
    list = addStep(list, { step: 'tone', side: 'probe', print: 0, contrast: 120 }, 2)
    expect(list).toEqual([{ step: 'tone', side: 'probe', print: 0, contrast: 120, at: 2 }])
    list = addStep(list, { step: 'tone', side: 'candidate', print: 0, contrast: 120 }, 3)
    list = addStep(list, { step: 'mark', side: 'probe', print: 0, x: 1, y: 1 }, 4)
    list = addStep(list, { step: 'mark', side: 'probe', print: 0, x: 2, y: 2 }, 5)
    expect(list).toHaveLength(4)
  })
  it('are one while two linked images are turned, and two when one was left in between', () => {
    const turn = (side: 'probe' | 'candidate', angle: number) => ({ step: 'turn', side, print: 0, angle }) as const
    let list: Noted[] = []
    for (const angle of [5, 10, 15]) for (const side of ['probe', 'candidate'] as const) list = addStep(list, turn(side, angle), angle)
    expect(list.map(({ side, angle }) => [side, angle])).toEqual([['probe', 15], ['candidate', 15]])
    expect(addStep(list, turn('probe', 20), 2100)).toHaveLength(3)
  })
  it('keep each mode, and each inverting', () => {
    let list: Noted[] = []
    for (const view of ['binarise', 'original'] as const) list = addStep(list, { step: 'view', side: 'probe', print: 0, view }, 1)
    for (const inverted of [true, false]) list = addStep(list, { step: 'tone', side: 'probe', print: 0, inverted }, 1)
    expect(list.map(({ view, inverted }) => view ?? inverted)).toEqual(['binarise', 'original', true, false])
  })
  it('say so when there are more than the record holds', () => {
    let list: Noted[] = []
    for (let i = 0; i < stepsMost + 5; i++) list = addStep(list, { step: 'mark', x: i, y: 0 }, i)
    expect(list).toHaveLength(stepsMost)
    expect(list.at(-1)?.step).toBe('note')
  })
})
