// SPDX-License-Identifier: Apache-2.0
// scrypt by the vectors of RFC 7914; a key file of `tenprint key make --rehearsal`; events signed with it.
import { describe, expect, it } from 'vitest'
import { canonical } from './canonical'
import { nextSequence, signerOf, signStep } from './event'
import { openKey } from './keyfile'
import { fromBase64 } from './ledger'
import { scrypt } from './scrypt'
import { wordsIn } from './text'

const utf8 = new TextEncoder()
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const PUBLIC = 'OWY48J+7sYxu6TXmK0NqtsN6jWQOBGXGUa3y5jADI2U='
const FILE = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSsGAQQB2kcECzAcBBCONVq0OYKsFQSzOpMC
189dAgIBAAIBCAIBATAdBglghkgBZQMEASoEEItyB9T2l6J0252fA783mqUEQP8/
Ujf/a7E2l4FnPO6iLdDCqfMPGWMwCySQ32RVofTyN0p0FNelco+X59Oz6/2IBJH3
7cILl9fdAjXXpNRoy2c=
-----END ENCRYPTED PRIVATE KEY-----
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAOWY48J+7sYxu6TXmK0NqtsN6jWQOBGXGUa3y5jADI2U=
-----END PUBLIC KEY-----
`

describe('scrypt', () => {
  it('gives the keys of RFC 7914, clause 12', async () => {
    const none = await scrypt(new Uint8Array(), new Uint8Array(), { n: 16, r: 1, p: 1 }, 64)
    expect(hex(none)).toMatch(/^77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442/)
    const salt = utf8.encode('NaCl')
    const key = await scrypt(utf8.encode('password'), salt, { n: 1024, r: 8, p: 16 }, 64)
    expect(hex(key)).toMatch(/^fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162/)
  })
  it('refuses work without end', async () => {
    for (const cost of [{ n: 1 << 20, r: 8, p: 1 }, { n: 3, r: 8, p: 1 }, { n: 1024, r: 8, p: 100 }, { n: 0, r: 8, p: 1 }])
      await expect(scrypt(utf8.encode('x'), utf8.encode('y'), cost, 32)).rejects.toThrow('file-method')
  })
})

describe('a key file', () => {
  it('opens with its passphrase, and signs', async () => {
    const key = await openKey(FILE, 'rehearsal')
    expect(key.public).toBe(PUBLIC)
    const open = await crypto.subtle.importKey('raw', new Uint8Array(fromBase64(PUBLIC)), 'Ed25519', false, ['verify'])
    const data = utf8.encode('data')
    const signature = new Uint8Array(fromBase64(await key.sign(data)))
    expect(await crypto.subtle.verify('Ed25519', open, signature, data)).toBe(true)
  })
  it('stays shut with another, and never opens as another key when it is damaged', async () => {
    await expect(openKey(FILE, 'rehearsa1')).rejects.toThrow(/passphrase/)
    await expect(openKey(FILE.slice(0, 200), 'rehearsal')).rejects.toThrow('file-kind')
    await expect(openKey('', 'rehearsal')).rejects.toThrow('file-kind')
    await expect(openKey('x'.repeat(1 << 17), 'rehearsal')).rejects.toThrow('file-kind')
    for (let at = 30; at < 380; at += 7) {
      const other = FILE[at] === 'A' ? 'B' : 'A'
      const opened = await openKey(FILE.slice(0, at) + other + FILE.slice(at + 1), 'rehearsal').catch(() => null)
      expect(opened?.public ?? PUBLIC).toBe(PUBLIC)
    }
  })
})

describe('an event', () => {
  it('is signed over its canonical form', async () => {
    const key = await openKey(FILE, 'rehearsal')
    const step = { agreement: 'a', version: 'b', kind: 'sign', by: 'ny', reason: 'So.', time: '2011-01-01T00:00:00Z' } as const
    const file = await signStep(step, 3, key)
    const text =
      '{"agreement":"a","by":"ny","form":"tenprint-event/1","kind":"sign","reason":"So.","sequence":3,' +
      '"time":"2011-01-01T00:00:00Z","version":"b"}'
    expect(canonical(file.event)).toBe(text)
    const open = await crypto.subtle.importKey('raw', new Uint8Array(fromBase64(PUBLIC)), 'Ed25519', false, ['verify'])
    const signed = utf8.encode(`tenprint-event/1\n${text}`)
    expect(await crypto.subtle.verify('Ed25519', open, new Uint8Array(fromBase64(file.signature)), signed)).toBe(true)
    expect((await signStep({ ...step, reason: '' }, 3, key)).event).not.toHaveProperty('reason')
  })
  it('is by whom the key speaks for, with the next number', () => {
    const first = { hash: '1', parties: [{ id: 'ny', key: 'k' }, { id: 'dhs', key: 'm' }], sources: [{ jurisdiction: 'US-NY', key: 'k' }] }
    const sources = [...first.sources, { jurisdiction: 'US-NY-027', key: 'c' }, { jurisdiction: 'US-NY-111', key: 'o' }]
    const versions = [first, { ...first, hash: '2', sources }]
    expect(signerOf('k', '', versions)).toEqual({ by: 'ny', version: '1' })
    expect(signerOf('k', 'US-NY', versions.slice(1))).toEqual({ by: 'US-NY', version: '2' })
    expect(signerOf('c', 'US-NY-027', versions)).toEqual({ by: 'US-NY-027', version: '2' })
    for (const [key, as] of [['o', 'US-NY-027'], ['k', 'US-NY-027'], ['c', 'US-NY'], ['c', ''], ['x', ''], ['k', 'ny']] as const)
      expect(signerOf(key, as, versions)).toBeNull()
    expect(nextSequence([], 'ny')).toBe(1)
  })
})

describe('text', () => {
  it('has words of any script', () => {
    expect(wordsIn('')).toBe(0)
    expect(wordsIn('  one, two - three! ')).toBe(3)
    expect(wordsIn('La señora lo vio así.')).toBe(5)
  })
})
