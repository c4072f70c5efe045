// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { hasEnded, hasResult, markOf, toneOf, valueOf, way } from './words'

test('a booking has ended when nothing more comes of it', () => {
  expect(way.filter(hasEnded)).toEqual(['complete'])
  expect(hasEnded('refused') && hasEnded('erased')).toBe(true)
  expect(hasResult('exchanging') && hasResult('refused')).toBe(true)
  expect(hasResult('reviewing') || hasResult('erased')).toBe(false)
})

test('only what needs attention stands out', () => {
  expect(toneOf('refused')).toBe('bad')
  expect(toneOf('reviewing')).toBeUndefined()
})

test('a mark changes with what has happened', () => {
  const booking = { booking: 'a', state: 'exchanging' as const, legs: [] }
  const leg = { leg: 'l', partner: 'p', agreement: 'a', outcome: 'pending' as const }
  expect(markOf(booking)).toBe(markOf({ ...booking, reference: 'x' }))
  expect(markOf(booking)).not.toBe(markOf({ ...booking, legs: [leg] }))
  expect(markOf({ ...booking, legs: [leg] })).not.toBe(markOf({ ...booking, legs: [{ ...leg, outcome: 'match' }] }))
})

test('released fields are text', () => {
  expect(valueOf('DOE', 'yes', 'no')).toBe('DOE')
  expect(valueOf(true, 'yes', 'no')).toBe('yes')
  expect(valueOf(['A', 'B'], 'yes', 'no')).toBe('A; B')
  expect(valueOf({ court: 'X', year: 2010 }, 'yes', 'no')).toBe('court: X, year: 2010')
  expect(valueOf(null, 'yes', 'no')).toBe('')
})
