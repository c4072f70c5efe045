// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { around, country, loadGeography } from './geography'
import { loadPlaces } from './places'

test('every county of the list that still is where the map was made is on it', async () => {
  const [geography, places] = await Promise.all([loadGeography(), loadPlaces()])
  const dutchess = geography.shape('36027')
  const newYork = geography.shape('36')
  expect(dutchess?.path).toMatch(/^M[\d.]+,[\d.]+/)
  expect(newYork && dutchess && dutchess.box.x > newYork.box.x).toBe(true)
  expect(geography.shape('99999')).toBeNull()
  const inNewYork = [...places.values()].filter((place) => /^US-NY-/.test(place.code))
  expect(inNewYork.filter((place) => !geography.shape(place.fips))).toEqual([])
  expect(geography.counties(new Set(['36'])).length).toBeLessThan(geography.counties(new Set(['36', '06'])).length)
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
