// SPDX-License-Identifier: Apache-2.0
// What a first visit to a public page costs: bytes as they came over the wire, and the time until there is something to
// read. Prints both for each page.
import { afterAll, describe, expect, test } from 'vitest'
import { lookerOf, places } from './places'
import { Tab, close } from './tab'

const BYTES_MAX = 100_000
/* The outlines of states and counties, which a page with a map loads when it draws it. */
const outlines = /\/assets\/(us|counties)-[^/]*\.js$/

describe.each(places.filter((place) => !place.duty))('$path', (place) => {
  test('is there at once for who comes for the first time', async () => {
    const { node, path } = await lookerOf(place)
    const tab = await Tab.open(node)
    const network = await tab.context.newCDPSession(tab.page)
    let bytes = 0
    let later = 0
    const came: string[] = []
    const urls = new Map<string, string>()
    network.on('Network.responseReceived', ({ requestId, response }) => void urls.set(requestId, response.url))
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (outlines.test(urls.get(requestId) ?? '')) later += encodedDataLength
      else bytes += encodedDataLength
      came.push(`${encodedDataLength} ${urls.get(requestId)}`)
    })
    await network.send('Network.enable')
    const begin = performance.now()
    await tab.load(path)
    const ms = performance.now() - begin
    const outline = later ? ` and ${later} of outlines` : ''
    console.log(`# first visit of ${place.path}: ${bytes} bytes${outline}, ${came.length} files, ${ms.toFixed(0)} ms until all is shown`)
    expect(bytes, came.join('\n')).toBeLessThan(BYTES_MAX)
    expect(tab.takeTroubles()).toEqual([])
    await tab.close()
  })
})

afterAll(close)
