// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { countiesOf, loadPlaces, nameOf, readPlaces, statesOf } from './places'

test('the list of the program names states and their counties', async () => {
  const places = await loadPlaces()
  const states = statesOf(places)
  expect(states[0]?.name).toBe('Alabama')
  expect(states.filter((state) => /^US-(NY|DC|PR)$/.test(state.code))).toHaveLength(3)
  expect(countiesOf(places, 'US-NY')).toHaveLength(62)
  expect(places.get('US-NY-027')?.fips).toBe('36027')
  expect(nameOf(places, 'US-NY-027')).toBe('Dutchess County, NY')
  expect(nameOf(places, 'US-NY')).toBe('New York')
})

test('the newer name counts, and what is no more is not offered', () => {
  const places = readPlaces(
    'code,fips,name,kind,from,until\nUS-X,99,X,state,,\nUS-X-001,99001,Old,county,,2013-01-03\nUS-X-001,99001,New,county,2013-01-03,\nUS-X-002,99002,Gone,county,,2013-01-03\n',
  )
  expect(countiesOf(places, 'US-X').map((place) => place.name)).toEqual(['New'])
  expect(nameOf(places, 'US-X-009')).toBe('US-X-009, X')
})
