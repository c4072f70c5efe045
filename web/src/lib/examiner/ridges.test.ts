// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { countRidges, grayOf } from './ridges'
import type { Gray } from './ridges'

/** Upright ridges every PERIOD pixels, WIDTH wide, the first at 4. */
function ridges(period: number, width: number): Gray {
  const image = { width: 200, height: 60, data: new Uint8Array(200 * 60).fill(255) }
  for (let y = 0; y < 60; y++)
    for (let x = 4; x < 200; x++) if ((x - 4) % period < width) image.data[y * 200 + x] = 0
  return image
}

describe('countRidges', () => {
  const image = ridges(9, 4) // at 4-7, 13-16, 22-25, 31-34 ...
  it('counts what lies between two valleys', () => {
    expect(countRidges(image, { x: 10, y: 30 }, { x: 37, y: 30 })).toBe(3)
    expect(countRidges(image, { x: 37, y: 30 }, { x: 10, y: 30 })).toBe(3)
    expect(countRidges(image, { x: 10, y: 5 }, { x: 37, y: 50 })).toBe(3)
  })
  it('does not count the ridges on which the points are', () => {
    expect(countRidges(image, { x: 5, y: 30 }, { x: 32, y: 30 })).toBe(2)
    expect(countRidges(image, { x: 5, y: 30 }, { x: 14, y: 30 })).toBe(0)
    expect(countRidges(image, { x: 5, y: 10 }, { x: 6, y: 50 })).toBe(0)
    expect(countRidges(image, { x: 5, y: 10 }, { x: 5, y: 10 })).toBe(0)
  })
  it('is not misled by single pixels', () => {
    const noisy = { ...image, data: image.data.slice() }
    noisy.data[30 * 200 + 28] = 0 // in a valley
    noisy.data[30 * 200 + 24] = 255 // in a ridge
    expect(countRidges(noisy, { x: 10, y: 30 }, { x: 37, y: 30 })).toBe(3)
  })
  it('sees the lines of a skeleton', () => {
    expect(countRidges(ridges(9, 1), { x: 10, y: 30 }, { x: 37, y: 30 }, true)).toBe(3)
  })
  it('sees nothing outside of the image', () => {
    expect(countRidges(image, { x: -50, y: -50 }, { x: -10, y: -10 })).toBe(0)
    expect(countRidges(image, { x: 190, y: 10 }, { x: 900, y: 10 })).toBe(1)
  })
})

describe('grayOf', () => {
  it('takes one of the equal colours', () => {
    const gray = grayOf({ width: 2, height: 1, data: new Uint8ClampedArray([7, 7, 7, 255, 200, 200, 200, 255]) })
    expect([...gray.data]).toEqual([7, 200])
  })
})
