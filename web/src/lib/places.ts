// SPDX-License-Identifier: Apache-2.0
// Names and numbers of places, from the list that the program has, too (data/jurisdictions). It is loaded when a page
// first needs a name.
export interface PlaceName {
  code: string
  /** The number in official statistics, by which maps know it. */
  fips: string
  name: string
  /** The first day that it is no more; empty: it is. */
  until: string
}

export function readPlaces(csv: string): Map<string, PlaceName> {
  const places = new Map<string, PlaceName>()
  for (const line of csv.split('\n').slice(1)) {
    const [code = '', fips = '', name = '', , , until = ''] = line.split(',')
    /* A place that changed its name has two lines, the newer last. */
    if (code) places.set(code, { code, fips, name, until })
  }
  return places
}

let loaded: Promise<Map<string, PlaceName>> | null = null

export function loadPlaces(): Promise<Map<string, PlaceName>> {
  loaded ??= import('../../../data/jurisdictions/us.csv?raw').then((file) => readPlaces(file.default))
  return loaded
}

const byName = (a: PlaceName, b: PlaceName): number => a.name.localeCompare(b.name)

/** The counties of a state that still are. */
export function countiesOf(places: Map<string, PlaceName>, state: string): PlaceName[] {
  return [...places.values()].filter((place) => place.code.startsWith(`${state}-`) && !place.until).sort(byName)
}

/** "Dutchess County, NY", or the code where no list has it. */
export function nameOf(places: Map<string, PlaceName>, code: string): string {
  const name = places.get(code)?.name ?? code
  const [, state = '', county] = code.split('-')
  return county ? `${name}, ${state}` : name
}
