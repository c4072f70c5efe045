// SPDX-License-Identifier: Apache-2.0
// Outlines of states and counties (us-atlas, already projected by Albers' equal-area conic for the United States), as
// paths of SVG. Loaded when a map is shown: the borders of all states, and the counties of those that it is about.
import { geoPath } from 'd3-geo'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}
export const country: Box = { x: 0, y: 0, width: 975, height: 610 }

export interface Shape {
  fips: string
  path: string
  box: Box
  centre: [number, number]
}
export interface Geography {
  /** By the numbers of official statistics, "36" and "36027"; null for what the map does not have. */
  shape: (fips: string) => Shape | null
  /** Borders of all states. */
  states: string
  /** Borders between the counties of the states that were asked for. */
  counties: string
}

type State = Topology<{ counties: GeometryCollection; states: GeometryCollection }>
const path = geoPath()

function shapesOf(state: State): Shape[] {
  return [...state.objects.states.geometries, ...state.objects.counties.geometries].map((geometry) => {
    const whole = feature(state, geometry)
    const [[left, top], [right, bottom]] = path.bounds(whole)
    const box = { x: left, y: top, width: right - left, height: bottom - top }
    return { fips: String(geometry.id), path: path(whole) ?? '', box, centre: path.centroid(whole) }
  })
}

/** What there is of the states whose numbers are given. */
export async function loadGeography(numbers: Iterable<string>): Promise<Geography> {
  const { borders, states } = await import('virtual:outlines')
  const parts = await Promise.all([...new Set(numbers)].flatMap((number) => states[number]?.() ?? []))
  const shapes = new Map(parts.flatMap((part) => shapesOf(part.default)).map((shape) => [shape.fips, shape]))
  const between = parts.map(({ default: state }) => path(mesh(state, state.objects.counties, (a, b) => a !== b)) ?? '')
  return {
    shape: (fips) => shapes.get(fips) ?? null,
    states: path(mesh(borders, borders.objects.states)) ?? '',
    counties: between.join(''),
  }
}

/** SHAPE as it is drawn where a pixel is about PIXEL wide; a disc where it could be neither seen nor hit. */
export function pathOf({ path, box }: Shape, pixel: number): string {
  const across = 6 * pixel
  if (Math.max(box.width, box.height) >= across) return path
  const half = (sweep: number): string => `a${across / 2},${across / 2} 0 0 1 ${sweep},0`
  return `M${box.x + (box.width - across) / 2},${box.y + box.height / 2}${half(across)}${half(-across)}Z`
}

/** What holds all BOXES, with a margin, in the proportions of the whole country's map. */
export function around(boxes: Box[]): Box {
  if (boxes.length === 0) return country
  const left = Math.min(...boxes.map((box) => box.x))
  const top = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  const ratio = country.width / country.height
  const width = 1.08 * Math.max(right - left, (bottom - top) * ratio)
  const height = width / ratio
  return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height }
}
