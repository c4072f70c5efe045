// SPDX-License-Identifier: Apache-2.0
// What is evidence against a ledger, and what only kept it from being checked.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Fault, heard, tell, Unheld } from './fault'
import { isSignedBy, readCheckpoint, readLedger, readVerifier, unknownHere } from './ledger'
import { tongue, why } from '../words/words.svelte'

afterEach(() => vi.restoreAllMocks().unstubAllGlobals())

test('what a worker tells arrives as what it was', () => {
  const told = heard(structuredClone(tell(new Unheld('line', { n: 7 }))))
  expect(told).toBeInstanceOf(Unheld)
  expect(told).toMatchObject({ code: 'line', values: { n: 7 } })
  expect(heard(structuredClone(tell(new Fault('away'))))).not.toBeInstanceOf(Unheld)
  expect(heard(structuredClone(tell(new TypeError('No.'))))).toMatchObject({ name: 'TypeError', message: 'No.' })
})

describe('a ledger is not false because', () => {
  const verifier = { name: 'a', id: new Uint8Array(4), key: new Uint8Array(32), cosigns: false }
  const unable = async (what: Promise<unknown>, code: string): Promise<void> => {
    const error: unknown = await what.catch((problem: unknown) => problem)
    expect(error).toMatchObject({ code })
    expect(error).not.toBeInstanceOf(Unheld)
  }
  test('the browser knows no Ed25519', async () => {
    const refused = new DOMException('Unrecognized name.', 'NotSupportedError')
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(refused)
    await unable(isSignedBy(verifier, new Uint8Array(), new Uint8Array(64)), 'browser')
    expect(() => unknownHere(new TypeError('No.'))).toThrow(TypeError)
  })
  test('the page came over plain HTTP', async () => {
    vi.stubGlobal('crypto', {})
    await unable(readVerifier(`a+00000000+${btoa(String.fromCharCode(1, ...verifier.key))}`), 'insecure')
  })
  test('somebody else answers, or nobody', async () => {
    await unable(readCheckpoint('<html>Log in to the network</html>', verifier), 'note')
    const away = () => Promise.reject(new Fault('away'))
    await unable(readLedger(away, { origin: 'a', size: 1, root: new Uint8Array(32) }).next(), 'away')
  })
})

test('an error is a sentence, once its words are there', async () => {
  expect(why(new Unheld('line', { n: 7 }))).toBe('line 7')
  await tongue.learn('checks')
  expect(why(new Unheld('line', { n: 7 }))).toBe('Line 7 cannot be read.')
  expect(why(new TypeError('No.'))).toBe('No.')
})
