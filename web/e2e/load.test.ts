// SPDX-License-Identifier: Apache-2.0
// What a first visit to a public page costs: bytes as they came over the wire, and the time until everything is shown. What
// is drawn with (outlines and names of places, charts) comes when it is needed and is counted apart. Prints all of it for
// each page and language; only bytes are the same on every machine.
import { afterAll, describe, expect, test } from 'vitest'
import { lookerOf, places } from './places'
import { Tab, close } from './tab'

const BYTES_MAX = 100_000
const drawing = /\/assets\/(us|uPlot|_virtual_outlines|\d\d)[-.][^/]*\.js$/

describe.each(places.filter((place) => !place.duty))('$path', (place) => {
  test.each(['en', 'es'] as const)('is there at once for who comes for the first time (%s)', async (language) => {
    const { node, path } = await lookerOf(place)
    const tab = await Tab.open(node, language)
    const network = await tab.context.newCDPSession(tab.page)
    const bytes = { page: 0, drawing: 0 }
    const came: string[] = []
    const urls = new Map<string, string>()
    network.on('Network.responseReceived', ({ requestId, response }) => void urls.set(requestId, response.url))
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const url = urls.get(requestId) ?? ''
      bytes[drawing.test(url) ? 'drawing' : 'page'] += encodedDataLength
      came.push(`${encodedDataLength} ${url}`)
    })
    await network.send('Network.enable')
    const begin = performance.now()
    await tab.load(path)
    await tab.page.getByText(tab.t('map.loading')).waitFor({ state: 'detached' })
    const ms = performance.now() - begin
    const drawn = bytes.drawing ? ` and ${bytes.drawing} to draw with` : ''
    const cost = `${bytes.page} bytes${drawn}, ${came.length} files, ${ms.toFixed(0)} ms until all is shown`
    console.log(`# first visit of ${place.path} (${language}): ${cost}`)
    expect(bytes.page, came.join('\n')).toBeLessThan(BYTES_MAX)
    expect(bytes.drawing, came.join('\n')).toBeLessThan(BYTES_MAX)
    expect(tab.takeTroubles()).toEqual([])
    await tab.close()
  })
})

afterAll(close)
