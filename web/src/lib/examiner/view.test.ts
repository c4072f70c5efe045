// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { align, distance, fit, pan, rotate, scaleBar, toImage, toMm, toPixels, toScreen, turnAt, zoomAt, zoomMost } from './view'
import type { Point, View } from './view'

const view: View = { x: 10, y: 12, zoom: 40, turn: 30 }
const close = (a: Point, b: Point): void => expect(distance(a, b)).toBeLessThan(1e-9)

describe('view', () => {
  it('finds its way there and back', () => {
    close(toImage(view, toScreen(view, { x: 3, y: -7 })), { x: 3, y: -7 })
    close(toScreen(view, { x: 10, y: 12 }), { x: 0, y: 0 })
    expect(toMm(toPixels(3, 1000), 1000)).toBeCloseTo(3)
    expect(toMm(500, 500)).toBe(25.4)
  })
  it('turns clockwise on the screen', () => {
    const turned = toScreen({ x: 0, y: 0, zoom: 1, turn: 90 }, { x: 1, y: 0 })
    close(turned, { x: 0, y: 1 })
  })
  it('moves what is under the hand with the hand', () => {
    const point = toImage(view, { x: 50, y: 60 })
    close(toScreen(pan(view, { x: 5, y: -8 }), point), { x: 55, y: 52 })
  })
  it('keeps the point that is pointed at when it zooms and turns', () => {
    const at = { x: 80, y: -20 }
    const point = toImage(view, at)
    close(toScreen(zoomAt(view, 1.5, at), point), at)
    close(toScreen(turnAt(view, 77, at), point), at)
    expect(zoomAt(view, 1e9).zoom).toBe(zoomMost)
    expect(turnAt(view, -40).turn).toBe(350)
  })
  it('shows the whole image', () => {
    const whole = fit({ width: 40, height: 20 }, { width: 400, height: 400 })
    const corner = toScreen(whole, { x: 0, y: 0 })
    expect(Math.abs(corner.x)).toBeLessThanOrEqual(200)
    expect(Math.abs(corner.x)).toBeGreaterThan(180)
    expect(fit({ width: 40, height: 20 }, { width: 0, height: 0 }).zoom).toBe(10)
  })
})

describe('align', () => {
  const points = [
    { x: 3, y: 4 },
    { x: 9, y: 5 },
    { x: 6, y: 11 },
  ]
  it('puts marks that were paired over each other', () => {
    const pairs = points.map((fixed) => {
      const turned = rotate(fixed, -25)
      return { fixed, moving: { x: turned.x + 2, y: turned.y - 1 } }
    })
    const aligned = align(view, { x: 0, y: 0, zoom: 9, turn: 100 }, pairs)
    for (const pair of pairs) close(toScreen(aligned, pair.moving), toScreen(view, pair.fixed))
    expect(aligned.zoom).toBe(view.zoom)
  })
  it('only moves by one pair, and by none does nothing', () => {
    const other = { x: 0, y: 0, zoom: 9, turn: 100 }
    const pair = { fixed: { x: 1, y: 1 }, moving: { x: 5, y: 7 } }
    const aligned = align(view, other, [pair])
    expect(aligned.turn).toBe(100)
    close(toScreen(aligned, pair.moving), toScreen(view, pair.fixed))
    expect(align(view, other, [])).toBe(other)
  })
  it('stays together when both are moved by the same steps', () => {
    const pairs = points.map((fixed) => ({ fixed, moving: { x: fixed.x + 2, y: fixed.y - 1 } }))
    let [a, b] = [view, align(view, { ...view, turn: 7 }, pairs)]
    const steps = [
      (one: View) => pan(one, { x: 11, y: 5 }),
      (one: View) => zoomAt(one, 1.3, { x: 40, y: 2 }),
      (one: View) => turnAt(one, 13, { x: -9, y: 30 }),
    ]
    for (const step of steps) [a, b] = [step(a), step(b)]
    for (const pair of pairs) close(toScreen(a, pair.fixed), toScreen(b, pair.moving))
  })
})

describe('scaleBar', () => {
  it('is round and fits', () => {
    expect(scaleBar(40, 100)).toBe(2)
    expect(scaleBar(400, 100)).toBe(0.2)
    expect(scaleBar(4000, 100)).toBe(0.1)
  })
})
