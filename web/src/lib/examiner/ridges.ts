// SPDX-License-Identifier: Apache-2.0
// Ridges between two points: counted along the straight line, on an image that has ridges black (binary or skeleton).
import type { Point } from './view'

export interface Gray {
  width: number
  height: number
  /** A byte a pixel, row by row; below 128 is ridge. */
  data: Uint8Array
}

/** In pixels at 500 ppi: samples along the line, the shortest valley and ridge that are no noise, and how near a ridge is to a
 * point that lies on it. */
const STEP = 0.5
const SHORTEST = 1.5
const OWN = 2

interface Run {
  from: number
  to: number
}

function isRidge(image: Gray, x: number, y: number): boolean {
  const [column, row] = [Math.round(x), Math.round(y)]
  if (column < 0 || row < 0 || column >= image.width || row >= image.height) return false
  return (image.data[row * image.width + column] ?? 255) < 128
}

/** Stretches of the line that are ridge, in pixels from its beginning; what is torn by noise is joined. */
function runsOf(image: Gray, from: Point, to: Point, length: number): Run[] {
  const runs: Run[] = []
  for (let at = 0; at <= length; at += STEP) {
    const share = length > 0 ? at / length : 0
    if (!isRidge(image, from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)) continue
    const last = runs.at(-1)
    if (last && at - last.to < SHORTEST + STEP) last.to = at
    else runs.push({ from: at, to: at })
  }
  return runs
}

/** How many ridges lie between, without those on which the points themselves are. */
export function countRidges(image: Gray, from: Point, to: Point, thin = false): number {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const between = runsOf(image, from, to, length).filter((run) => run.from > OWN && run.to < length - OWN)
  return between.filter((run) => thin || run.to - run.from + STEP >= SHORTEST).length
}

/** The gray values of RGBA pixels. */
export function grayOf(pixels: { width: number; height: number; data: Uint8ClampedArray }): Gray {
  const data = new Uint8Array(pixels.width * pixels.height)
  for (let i = 0; i < data.length; i++) data[i] = pixels.data[4 * i] ?? 255
  return { width: pixels.width, height: pixels.height, data }
}
