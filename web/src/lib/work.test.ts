// SPDX-License-Identifier: Apache-2.0
// The salt is that of the node (tests/office/test_effort.c), and work that was done is enough.
import { expect, it } from 'vitest'
import { saltOf, work, zeroBits } from './work'

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

it('has the salt of the node', async () => {
  const body = { time: '2011-01-11T00:00:00Z', kind: 'comment', title: 'Niños', text: 'a\nb' }
  expect(hex(await saltOf(body, 'abc'))).toBe('dadc8d42cf289bc4c913859bfa25dbc0c347226a397de92e83941ef4a2825898')
})

it('counts zero bits', () => {
  expect(zeroBits(Uint8Array.of(0x80))).toBe(0)
  expect(zeroBits(Uint8Array.of(0, 0x10))).toBe(11)
  expect(zeroBits(Uint8Array.of(0, 0))).toBe(16)
})

it('finds work for exactly these words', async () => {
  const body = { text: 'Nuestra voz' }
  const done = await work(body, 'abc', { bits: 5, rounds: 16 })
  expect(done).toMatchObject(body)
  expect(done.work).toMatch(/^\d{1,12}$/)
})
