// SPDX-License-Identifier: Apache-2.0
// Drawing a pane: the image on one canvas, what is marked on another above it.
import type { Schema } from '../api'
import type { Picture } from './pictures'
import { MM_PER_INCH, rotate, scaleBar, toMm, toScreen, type Point, type Size, type View } from './view'
import type { Mark, MarkType } from './marks'

export interface Tone {
  /** Percent; 100 is as it is. */
  brightness: number
  contrast: number
  inverted: boolean
}
export const plainTone: Tone = { brightness: 100, contrast: 100, inverted: false }

/** As a filter of the canvas, which the compositor applies: the image is not touched. */
export const filterOf = (tone: Tone): string =>
  `brightness(${tone.brightness}%) contrast(${tone.contrast}%)${tone.inverted ? ' invert(1)' : ''}`

type Pen = CanvasRenderingContext2D

/** Which of the halves is drawn where a pixel of the image is SCALE pixels of the screen. */
export const levelFor = (scale: number, count: number): number =>
  Math.min(Math.max(Math.floor(Math.log2(1 / scale)), 0), count - 1)

export function drawPicture(pen: Pen, picture: Picture | null, view: View, pane: Size, dpr: number): void {
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.clearRect(0, 0, pane.width * dpr, pane.height * dpr)
  const whole = picture?.levels[0]
  if (!picture || !whole) return
  const scale = (view.zoom * dpr * MM_PER_INCH) / picture.ppi
  const image = picture.levels[levelFor(scale, picture.levels.length)] ?? whole
  pen.translate((pane.width * dpr) / 2, (pane.height * dpr) / 2)
  pen.rotate((view.turn * Math.PI) / 180)
  pen.scale(view.zoom * dpr, view.zoom * dpr)
  pen.translate(-view.x, -view.y)
  pen.imageSmoothingQuality = 'low'
  pen.drawImage(image, 0, 0, toMm(whole.width, picture.ppi), toMm(whole.height, picture.ppi))
}

export interface Shown {
  mark: Mark
  /** What stands beside it: its number, or the letter of its pair. */
  label: string
  paired: boolean
  chosen: boolean
}
export interface Line {
  from: Point
  to: Point
  label: string
}
export interface Overlay {
  ppi: number
  marks: Shown[]
  /** The program's, in pixels at 500 ppi. */
  found: Schema['ReviewMinutiae']['minutiae']
  /** Letters of those that the program's comparison paired. */
  foundLabels: Map<number, string>
  /** In millimetres. */
  line: Line | null
  crosshair: boolean
}

const colours: Record<MarkType, string> = { ending: '#d81b60', bifurcation: '#1565e0', other: '#8e24aa' }
const PAIRED = '#00796b'
const FOUND = '#e07b00'
const RADIUS = 6
const ARM = 16

function shape(pen: Pen, type: MarkType, at: Point, radius: number): void {
  pen.beginPath()
  if (type === 'ending') pen.arc(at.x, at.y, radius, 0, 2 * Math.PI)
  else if (type === 'bifurcation') pen.rect(at.x - radius, at.y - radius, 2 * radius, 2 * radius)
  else {
    pen.moveTo(at.x, at.y - radius)
    pen.lineTo(at.x + radius, at.y + radius)
    pen.lineTo(at.x - radius, at.y + radius)
    pen.closePath()
  }
}

/** Coloured on white, so that it is seen on ridges, valleys and inverted images. */
function stroke(pen: Pen, colour: string, width: number): void {
  pen.strokeStyle = '#ffffff'
  pen.lineWidth = width + 2.5
  pen.stroke()
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.stroke()
}

function arm(pen: Pen, at: Point, degrees: number, turn: number, from: number, colour: string, width: number): void {
  const way = rotate({ x: 1, y: 0 }, turn - degrees)
  pen.beginPath()
  pen.moveTo(at.x + way.x * from, at.y + way.y * from)
  pen.lineTo(at.x + way.x * ARM, at.y + way.y * ARM)
  stroke(pen, colour, width)
}

function words(pen: Pen, text: string, at: Point, colour: string): void {
  pen.lineWidth = 4
  pen.strokeStyle = '#ffffff'
  pen.strokeText(text, at.x, at.y)
  pen.fillStyle = colour
  pen.fillText(text, at.x, at.y)
}

function drawMark(pen: Pen, one: Shown, at: Point, turn: number): void {
  const colour = one.paired ? PAIRED : colours[one.mark.type]
  const width = one.chosen ? 3 : 2
  if (one.mark.angle !== null) arm(pen, at, one.mark.angle, turn, RADIUS, colour, width)
  shape(pen, one.mark.type, at, one.chosen ? RADIUS + 2 : RADIUS)
  stroke(pen, colour, width)
  words(pen, one.label, { x: at.x + RADIUS + 3, y: at.y - RADIUS - 2 }, colour)
}

function drawFound(pen: Pen, overlay: Overlay, place: (point: Point) => Point, turn: number): void {
  for (const [index, minutia] of overlay.found.entries()) {
    const at = place({ x: toMm(minutia.x, 500), y: toMm(minutia.y, 500) })
    const label = overlay.foundLabels.get(index)
    arm(pen, at, minutia.angle, turn, 3, FOUND, 1.5)
    shape(pen, minutia.type, at, 3)
    stroke(pen, FOUND, 1.5)
    if (label) words(pen, label, { x: at.x + 6, y: at.y - 6 }, FOUND)
  }
}

function drawLine(pen: Pen, line: Line, place: (point: Point) => Point): void {
  const [a, b] = [place(line.from), place(line.to)]
  pen.beginPath()
  pen.moveTo(a.x, a.y)
  pen.lineTo(b.x, b.y)
  stroke(pen, '#b26a00', 2)
  for (const end of [a, b]) {
    shape(pen, 'ending', end, 3)
    stroke(pen, '#b26a00', 2)
  }
  words(pen, line.label, { x: (a.x + b.x) / 2 + 8, y: (a.y + b.y) / 2 - 8 }, '#8a5200')
}

function drawScale(pen: Pen, view: View, pane: Size): void {
  const mm = scaleBar(view.zoom, pane.width / 4)
  const [x, y] = [12, pane.height - 14]
  pen.beginPath()
  pen.moveTo(x, y - 5)
  pen.lineTo(x, y)
  pen.lineTo(x + mm * view.zoom, y)
  pen.lineTo(x + mm * view.zoom, y - 5)
  stroke(pen, '#17202a', 2)
  words(pen, `${mm} mm`, { x: x + 6, y: y - 6 }, '#17202a')
}

function drawCrosshair(pen: Pen, pane: Size): void {
  const [x, y] = [pane.width / 2, pane.height / 2]
  pen.beginPath()
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
    pen.moveTo(x + dx * 5, y + dy * 5)
    pen.lineTo(x + dx * 18, y + dy * 18)
  }
  stroke(pen, '#17202a', 1.5)
}

export function drawOverlay(pen: Pen, overlay: Overlay, view: View, pane: Size, dpr: number): void {
  pen.setTransform(dpr, 0, 0, dpr, 0, 0)
  pen.clearRect(0, 0, pane.width, pane.height)
  pen.font = '600 13px system-ui, sans-serif'
  pen.lineJoin = 'round'
  const place = (point: Point): Point => {
    const at = toScreen(view, point)
    return { x: at.x + pane.width / 2, y: at.y + pane.height / 2 }
  }
  drawFound(pen, overlay, place, view.turn)
  for (const one of overlay.marks) {
    const at = place({ x: toMm(one.mark.x, overlay.ppi), y: toMm(one.mark.y, overlay.ppi) })
    drawMark(pen, one, at, view.turn)
  }
  if (overlay.line) drawLine(pen, overlay.line, place)
  if (overlay.crosshair) drawCrosshair(pen, pane)
  drawScale(pen, view, pane)
}
