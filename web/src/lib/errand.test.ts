// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { isReference, purposes } from './errand'

test('a reference is printable, not empty and not too long', () => {
  for (const good of ['2026-000117', 'A', 'NY 12/34 (b)', 'x'.repeat(127)]) expect(isReference(good)).toBe(true)
  for (const bad of ['', ' ', ' a', 'a ', 'a\nb', 'año', 'x'.repeat(128)]) expect(isReference(bad)).toBe(false)
})

test('purposes are in the order of their codes, so that none weighs more than another', () => {
  expect([...purposes].sort()).toEqual([...purposes])
})
