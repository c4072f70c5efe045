// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { filterOf, levelFor, plainTone } from './draw'

describe('drawing', () => {
  it('takes the half that is at least as fine as the screen', () => {
    expect(levelFor(1, 4)).toBe(0)
    expect(levelFor(3, 4)).toBe(0)
    expect(levelFor(0.5, 4)).toBe(1)
    expect(levelFor(0.3, 4)).toBe(1)
    expect(levelFor(0.01, 4)).toBe(3)
    expect(levelFor(0.01, 1)).toBe(0)
  })
  it('changes tones by a filter', () => {
    expect(filterOf(plainTone)).toBe('none')
    expect(filterOf({ ...plainTone, contrast: 140 })).toBe('contrast(140%)')
    expect(filterOf({ brightness: 90, contrast: 150, inverted: true })).toBe('brightness(90%) contrast(150%) invert(1)')
  })
})
