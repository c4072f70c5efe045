// SPDX-License-Identifier: Apache-2.0
// How an image lies in its pane. Everything is in millimetres of skin, so that images of different resolution lie side by
// side at one magnification, and a movement in one pane is the same movement in the other.

export interface Point {
  x: number
  y: number
}
export interface Size {
  width: number
  height: number
}
/** The point of the image in the middle of the pane, pixels of the screen for a millimetre, degrees clockwise. */
export interface View {
  x: number
  y: number
  zoom: number
  turn: number
}

export const MM_PER_INCH = 25.4
export const zoomLeast = 1
export const zoomMost = 400

export const toMm = (pixels: number, ppi: number): number => (pixels * MM_PER_INCH) / ppi
export const toPixels = (mm: number, ppi: number): number => (mm * ppi) / MM_PER_INCH
export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

export function rotate(point: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  return { x: point.x * cos - point.y * sin, y: point.x * sin + point.y * cos }
}

export const wholeTurn = (degrees: number): number => ((degrees % 360) + 360) % 360

/** Where a point of the image is in the pane, from the pane's middle. */
export function toScreen(view: View, point: Point): Point {
  const turned = rotate({ x: point.x - view.x, y: point.y - view.y }, view.turn)
  return { x: turned.x * view.zoom, y: turned.y * view.zoom }
}

/** The reverse: which point of the image is there. */
export function toImage(view: View, at: Point): Point {
  const back = rotate({ x: at.x / view.zoom, y: at.y / view.zoom }, -view.turn)
  return { x: back.x + view.x, y: back.y + view.y }
}

/** So that the point FROM of the image is at AT in the pane. */
function hold(view: View, from: Point, at: Point): View {
  const now = toImage(view, at)
  return { ...view, x: view.x + from.x - now.x, y: view.y + from.y - now.y }
}

export function pan(view: View, by: Point): View {
  const moved = rotate({ x: by.x / view.zoom, y: by.y / view.zoom }, -view.turn)
  return { ...view, x: view.x - moved.x, y: view.y - moved.y }
}

const middle: Point = { x: 0, y: 0 }

export function zoomAt(view: View, factor: number, at: Point = middle): View {
  const zoom = Math.min(Math.max(view.zoom * factor, zoomLeast), zoomMost)
  return hold({ ...view, zoom }, toImage(view, at), at)
}

export function turnAt(view: View, degrees: number, at: Point = middle): View {
  return hold({ ...view, turn: wholeTurn(view.turn + degrees) }, toImage(view, at), at)
}

/** The whole image, upright. */
export function fit(image: Size, pane: Size): View {
  const zoom = Math.min(pane.width / image.width, pane.height / image.height) * 0.96
  return {
    x: image.width / 2,
    y: image.height / 2,
    zoom: Number.isFinite(zoom) && zoom > 0 ? Math.min(Math.max(zoom, zoomLeast), zoomMost) : 10,
    turn: 0,
  }
}

const mean = (points: Point[]): Point => ({
  x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
  y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
})

/** A view of a second image in which its points lie where those of the first, which FIXED shows, lie: by one pair moved,
 * by several also turned, as well as can be (least squares). Magnification is the same: skin does not grow. */
export function align(fixed: View, moving: View, pairs: { fixed: Point; moving: Point }[]): View {
  if (pairs.length === 0) return moving
  const [p, q] = [mean(pairs.map((pair) => pair.fixed)), mean(pairs.map((pair) => pair.moving))]
  let [sin, cos] = [0, 0]
  for (const pair of pairs) {
    const [a, b] = [
      { x: pair.fixed.x - p.x, y: pair.fixed.y - p.y },
      { x: pair.moving.x - q.x, y: pair.moving.y - q.y },
    ]
    sin += b.x * a.y - b.y * a.x
    cos += a.x * b.x + a.y * b.y
  }
  const turn = pairs.length > 1 ? wholeTurn(fixed.turn + (Math.atan2(sin, cos) * 180) / Math.PI) : moving.turn
  return hold({ ...moving, zoom: fixed.zoom, turn }, q, toScreen(fixed, p))
}

/** A round length in millimetres whose line is at most WIDEST pixels. */
export function scaleBar(zoom: number, widest: number): number {
  const lengths = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1]
  return lengths.find((mm) => mm * zoom <= widest) ?? 0.1
}
