// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { countiesOf, loadPlaces, nameOf, readPlaces } from './places'
import { states } from './states'

test('the list of the program names states and their counties', async () => {
  const places = await loadPlaces()
  const listed = [...places.values()].filter((place) => place.code.split('-').length === 2 && !place.until)
  const names = (list: { code: string; name: string }[]): string[] => list.map(({ code, name }) => `${code} ${name}`).sort()
  expect(names(states)).toEqual(names(listed))
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
