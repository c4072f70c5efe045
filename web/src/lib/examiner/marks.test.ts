// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { direction, fromWork, join, letter, nearest, nextNumber, ofPrint, probe, toRecord, without, workOf } from './marks'
import type { Mark } from './marks'

const mark = (n: number, whose: string, x: number, y: number, print = 0): Mark => ({
  n,
  whose,
  print,
  x,
  y,
  angle: null,
  type: 'ending',
})
const [a, b, c, d] = [mark(1, probe, 10, 10), mark(2, probe, 50, 50), mark(1, 'k', 12, 11), mark(2, 'k', 52, 49)]
const all = [a, b, c, d]

describe('marks', () => {
  it('are numbered for each image set', () => {
    expect(nextNumber(all, probe)).toBe(3)
    expect(nextNumber([], probe)).toBe(1)
    expect(ofPrint([...all, mark(3, probe, 1, 1, 4)], probe, 0)).toEqual([a, b])
  })
  it('are found near a point, in millimetres', () => {
    expect(nearest([a, b], 254, { x: 1.05, y: 1 }, 0.5)).toBe(a)
    expect(nearest([a, b], 254, { x: 3, y: 3 }, 0.5)).toBeNull()
    expect(nearest([a, b], 508, { x: 2.4, y: 2.4 }, 0.5)).toBe(b)
  })
  it('have directions anticlockwise from the right, while images grow downwards', () => {
    expect(direction({ x: 0, y: 0 }, { x: 5, y: 0 })).toBe(0)
    expect(direction({ x: 0, y: 0 }, { x: 0, y: -5 })).toBe(90)
    expect(direction({ x: 0, y: 0 }, { x: 0, y: 5 })).toBe(270)
    expect(direction({ x: 0, y: 0 }, { x: 5, y: 0.001 })).toBe(0)
  })
  it('go on record as whole pixels of the image', () => {
    expect(toRecord({ ...a, x: 10.4, y: -3, angle: 12 })).toEqual({ print: 0, x: 10, y: 0, type: 'ending', angle: 12 })
    expect(toRecord(a)).not.toHaveProperty('angle')
  })
})

describe('pairs', () => {
  it('have each mark once for each candidate', () => {
    const first = join([], { probe: a, candidate: c })
    expect(join(first, { probe: b, candidate: c })).toEqual([{ probe: b, candidate: c }])
    expect(join(first, { probe: b, candidate: d })).toHaveLength(2)
    expect(join(first, { probe: a, candidate: mark(1, 'other', 9, 9) })).toHaveLength(2)
    expect(without(first, c)).toEqual([])
  })
  it('come back from the record as they went', () => {
    const pairs = [
      { probe: b, candidate: c },
      { probe: a, candidate: d },
    ]
    const work = workOf([...all, mark(1, 'other', 3, 3)], pairs, 'k', [])
    expect(work.minutiae).toHaveLength(2)
    expect(work.pairs).toEqual([
      { probe: 1, candidate: 0 },
      { probe: 0, candidate: 1 },
    ])
    expect(fromWork(work, 'k')).toEqual({ marks: all, pairs })
    expect(fromWork({ pairs: [{ probe: 5, candidate: 5 }] }, 'k').pairs).toEqual([])
  })
  it('have letters', () => {
    expect([0, 25, 26, 51, 52].map(letter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA'])
  })
})
