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
export const isPlain = (tone: Tone): boolean => filterOf(tone) === filterOf(plainTone)

/** As a filter of the canvas, which the compositor applies: the image is not touched. */
export function filterOf(tone: Tone): string {
  const parts = [
    tone.brightness === 100 ? '' : `brightness(${tone.brightness}%)`,
    tone.contrast === 100 ? '' : `contrast(${tone.contrast}%)`,
    tone.inverted ? 'invert(1)' : '',
  ]
  return parts.filter(Boolean).join(' ') || 'none'
}

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
const MEASURE = '#8a5200'
const INK = '#17202a'
const RADIUS = 6
const ARM = 22
const FOUND_ARM = 14

/** Adds the shape to a path: of all that has one colour a path is made, and drawn once. */
function shape(path: Path2D, type: MarkType, at: Point, radius: number): void {
  if (type === 'ending') {
    path.moveTo(at.x + radius, at.y)
    path.arc(at.x, at.y, radius, 0, 2 * Math.PI)
  } else if (type === 'bifurcation') path.rect(at.x - radius, at.y - radius, 2 * radius, 2 * radius)
  else {
    path.moveTo(at.x, at.y - radius)
    path.lineTo(at.x + radius, at.y + radius)
    path.lineTo(at.x - radius, at.y + radius)
    path.closePath()
  }
}

/** Coloured on white, so that it is seen on ridges, valleys and inverted images. */
function stroke(pen: Pen, path: Path2D, colour: string, width: number): void {
  pen.strokeStyle = '#ffffff'
  pen.lineWidth = width + 2.5
  pen.stroke(path)
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.stroke(path)
}

function arm(path: Path2D, at: Point, degrees: number, turn: number, from: number, to: number): void {
  const way = rotate({ x: 1, y: 0 }, turn - degrees)
  path.moveTo(at.x + way.x * from, at.y + way.y * from)
  path.lineTo(at.x + way.x * to, at.y + way.y * to)
}

const FONT = '600 13px system-ui, sans-serif'
const HIGH = 20

/** Words with their halo are slow to draw and always the same: each is drawn once and then copied. */
const sprites = new Map<string, OffscreenCanvas>()

function spriteOf(text: string, colour: string, dpr: number): OffscreenCanvas | null {
  const name = `${dpr} ${colour} ${text}`
  const known = sprites.get(name)
  if (known) return known
  const measure = new OffscreenCanvas(1, 1).getContext('2d')
  if (!measure) return null
  measure.font = FONT
  const wide = Math.ceil(measure.measureText(text).width) + 6
  const sprite = new OffscreenCanvas(wide * dpr, HIGH * dpr)
  const pen = sprite.getContext('2d')
  if (!pen) return null
  pen.scale(dpr, dpr)
  pen.font = FONT
  pen.lineJoin = 'round'
  pen.lineWidth = 4
  pen.strokeStyle = '#ffffff'
  pen.strokeText(text, 3, HIGH - 5)
  pen.fillStyle = colour
  pen.fillText(text, 3, HIGH - 5)
  if (sprites.size > 500) sprites.clear()
  sprites.set(name, sprite)
  return sprite
}

/** AT is where the words begin, at their foot. */
function words(pen: Pen, text: string, at: Point, colour: string): void {
  const dpr = pen.getTransform().a
  const sprite = spriteOf(text, colour, dpr)
  if (sprite) pen.drawImage(sprite, at.x - 3, at.y - HIGH + 5, sprite.width / dpr, HIGH)
}

function drawMarks(pen: Pen, overlay: Overlay, place: (point: Point) => Point, turn: number): void {
  const paths = new Map<string, Path2D>()
  const labels: [string, Point, string][] = []
  for (const one of overlay.marks) {
    const { mark, chosen } = one
    const at = place({ x: toMm(mark.x, overlay.ppi), y: toMm(mark.y, overlay.ppi) })
    const colour = one.paired ? PAIRED : colours[mark.type]
    const style = `${colour} ${chosen ? 3 : 2}`
    const path = paths.get(style) ?? new Path2D()
    paths.set(style, path)
    if (mark.angle !== null) arm(path, at, mark.angle, turn, RADIUS, ARM)
    shape(path, mark.type, at, chosen ? RADIUS + 2 : RADIUS)
    labels.push([one.label, { x: at.x + RADIUS + 3, y: at.y + RADIUS + 12 }, colour])
  }
  for (const [style, path] of paths) {
    const [colour, width] = style.split(' ')
    stroke(pen, path, colour ?? '', Number(width))
  }
  for (const [label, at, colour] of labels) words(pen, label, at, colour)
}

function drawFound(pen: Pen, overlay: Overlay, place: (point: Point) => Point, turn: number): void {
  const path = new Path2D()
  const labels: [string, Point][] = []
  for (const [index, minutia] of overlay.found.entries()) {
    const at = place({ x: toMm(minutia.x, 500), y: toMm(minutia.y, 500) })
    const label = overlay.foundLabels.get(index)
    arm(path, at, minutia.angle, turn, 3, FOUND_ARM)
    shape(path, minutia.type, at, 3)
    if (label) labels.push([label, { x: at.x + 6, y: at.y - 6 }])
  }
  stroke(pen, path, FOUND, 1.5)
  for (const [label, at] of labels) words(pen, label, at, FOUND)
}

function drawLine(pen: Pen, line: Line, place: (point: Point) => Point): void {
  const [a, b] = [place(line.from), place(line.to)]
  const path = new Path2D()
  path.moveTo(a.x, a.y)
  path.lineTo(b.x, b.y)
  for (const end of [a, b]) shape(path, 'ending', end, 3)
  stroke(pen, path, MEASURE, 2)
  if (line.label) words(pen, line.label, { x: (a.x + b.x) / 2 + 8, y: (a.y + b.y) / 2 - 8 }, MEASURE)
}

function drawScale(pen: Pen, view: View, pane: Size): void {
  const mm = scaleBar(view.zoom, pane.width / 4)
  const [x, y, wide] = [14, pane.height - 16, mm * view.zoom]
  const path = new Path2D()
  path.moveTo(x, y - 5)
  path.lineTo(x, y)
  path.lineTo(x + wide, y)
  path.lineTo(x + wide, y - 5)
  pen.fillStyle = 'rgb(255 255 255 / 0.85)'
  pen.fillRect(x - 6, y - 24, Math.max(wide, 44) + 12, 32)
  stroke(pen, path, INK, 2)
  words(pen, `${mm} mm`, { x: x + 4, y: y - 6 }, INK)
}

function drawCrosshair(pen: Pen, pane: Size): void {
  const [x, y] = [pane.width / 2, pane.height / 2]
  const path = new Path2D()
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
    path.moveTo(x + dx * 5, y + dy * 5)
    path.lineTo(x + dx * 18, y + dy * 18)
  }
  stroke(pen, path, INK, 1.5)
}

export function drawOverlay(pen: Pen, overlay: Overlay, view: View, pane: Size, dpr: number): void {
  pen.setTransform(dpr, 0, 0, dpr, 0, 0)
  pen.clearRect(0, 0, pane.width, pane.height)
  const place = (point: Point): Point => {
    const at = toScreen(view, point)
    return { x: at.x + pane.width / 2, y: at.y + pane.height / 2 }
  }
  drawFound(pen, overlay, place, view.turn)
  drawMarks(pen, overlay, place, view.turn)
  if (overlay.line) drawLine(pen, overlay.line, place)
  if (overlay.crosshair) drawCrosshair(pen, pane)
  drawScale(pen, view, pane)
}
