// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { errand, isReference, purposes } from './errand'
import { session } from './session.svelte'

test('a reference is printable, not empty and not too long', () => {
  for (const good of ['2026-000117', 'A', 'NY 12/34 (b)', 'x'.repeat(127)]) expect(isReference(good)).toBe(true)
  for (const bad of ['', ' ', ' a', 'a ', 'a\nb', 'año', 'x'.repeat(128)]) expect(isReference(bad)).toBe(false)
})

test('purposes are in the order of their codes, so that none weighs more than another', () => {
  expect([...purposes].sort()).toEqual([...purposes])
})

test('the headers are what the session has', () => {
  session.purpose = 'missing-person'
  session.reference = '2026-7'
  expect(errand()).toEqual({ 'Tenprint-Purpose': 'missing-person', 'Tenprint-Case': '2026-7' })
  session.end()
  expect(errand()['Tenprint-Purpose']).toBe('')
})
