// SPDX-License-Identifier: Apache-2.0
// Outlines of states and counties (us-atlas, already projected by Albers' equal-area conic for the United States), as
// paths of SVG. Loaded when a map is shown: a quarter of a megabyte.
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
  /** Borders between the counties of the states given. */
  counties: (states: Set<string>) => string
}

type Atlas = Topology<{ counties: GeometryCollection; states: GeometryCollection }>

export function readAtlas(atlas: Atlas): Geography {
  const path = geoPath()
  const written = (object: Parameters<typeof path>[0]): string => path(object) ?? ''
  const found = new Map<string, Shape | null>()
  const stateOf = (geometry: { id?: string | number | undefined }): string => String(geometry.id ?? '').slice(0, 2)

  function make(fips: string): Shape | null {
    const list = fips.length === 2 ? atlas.objects.states : atlas.objects.counties
    const geometry = list.geometries.find((one) => String(one.id) === fips)
    if (!geometry) return null
    const whole = feature(atlas, geometry)
    const [[left, top], [right, bottom]] = path.bounds(whole)
    const box = { x: left, y: top, width: right - left, height: bottom - top }
    return { fips, path: written(whole), box, centre: path.centroid(whole) }
  }
  return {
    shape(fips) {
      if (!found.has(fips)) found.set(fips, make(fips))
      return found.get(fips) ?? null
    },
    states: written(mesh(atlas, atlas.objects.states)),
    counties: (states) => written(mesh(atlas, atlas.objects.counties, (a, b) => a !== b && states.has(stateOf(a)))),
  }
}

let loaded: Promise<Geography> | null = null

export function loadGeography(): Promise<Geography> {
  loaded ??= import('us-atlas/counties-albers-10m.json').then((file) => readAtlas(file.default as unknown as Atlas))
  return loaded
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
