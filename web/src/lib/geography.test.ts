// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { expect, test } from 'vitest'
import { around, country, loadGeography, pathOf } from './geography'
import { loadPlaces } from './places'

const atlas = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('us-atlas/counties-albers-10m.json'), 'utf8'),
) as Topology<{ counties: GeometryCollection; states: GeometryCollection }>
const all = [...atlas.objects.states.geometries, ...atlas.objects.counties.geometries]
const states = atlas.objects.states.geometries.map(({ id }) => String(id))

test('every place of the atlas is on the map, as large as it is and where it is', async () => {
  const geography = await loadGeography(states)
  const path = geoPath()
  const off = all.filter((geometry) => {
    const shape = geography.shape(String(geometry.id))
    const whole = feature(atlas, geometry)
    const [[left, top], [right, bottom]] = path.bounds(whole)
    const { x, y, width, height } = shape?.box ?? { x: 0, y: 0, width: 0, height: 0 }
    const sides = [x - left, y - top, x + width - right, y + height - bottom]
    return !shape?.path || sides.some((side) => Math.abs(side) > 0.02) 
  })
  expect(off.map(({ id }) => id)).toEqual([])
  expect(all.length).toBeGreaterThan(3000)
})

test('what is too small to be seen is a disc in its place, until one looks closer', async () => {
  const geography = await loadGeography(['51'])
  const [lexington, norton] = [geography.shape('51678')!, geography.shape('51720')!] // of the first the atlas has a point
  expect(pathOf(lexington, 1)).toMatch(/^M787\.\d+,300\.\d+a3,3 0 0 1 6,0a3,3 0 0 1 -6,0Z$/)
  expect(pathOf(norton, 1)).toMatch(/a3,3/)
  expect(pathOf(norton, 0.1)).toBe(norton.path)
})

test('every county of the list that still is where the map was made is on it', async () => {
  const [geography, places] = await Promise.all([loadGeography(['36', '36', '', '99']), loadPlaces()])
  const inNewYork = [...places.values()].filter((place) => /^US-NY-/.test(place.code))
  expect(inNewYork.filter((place) => !geography.shape(place.fips))).toEqual([])
  expect(geography.shape('36027')?.path).toMatch(/^M[\d.]+,[\d.]+/)
  expect(geography.shape('06')).toBeNull()
  const two = await loadGeography(['36', '06'])
  expect(geography.counties.length).toBeGreaterThan(1000)
  expect(two.counties.length).toBeGreaterThan(geography.counties.length)
  expect(two.states).toBe(geography.states)
})

test('a view holds what it is of', () => {
  const boxes = [
    { x: 100, y: 100, width: 10, height: 50 },
    { x: 130, y: 90, width: 10, height: 10 },
  ]
  const view = around(boxes)
  expect(view.x).toBeLessThan(100)
  expect(view.y).toBeLessThan(90)
  expect(view.x + view.width).toBeGreaterThan(140)
  expect(view.y + view.height).toBeGreaterThan(150)
  expect(view.width / view.height).toBeCloseTo(country.width / country.height)
  expect(around([])).toBe(country)
})
