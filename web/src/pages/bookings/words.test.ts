// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { hasResult, markOf, toneOf, valueOf, way } from './words'

test('a result is there when the own search has ended', () => {
  expect(way.filter(hasResult)).toEqual(['exchanging', 'complete'])
  expect(hasResult('refused')).toBe(true)
  expect(hasResult('erased')).toBe(false)
})

test('only what needs attention stands out', () => {
  expect(toneOf('refused')).toBe('bad')
  expect(toneOf('reviewing')).toBeUndefined()
})

test('a mark changes with what has happened, and with nothing else', () => {
  const one = { partner: 'p', outcome: 'pending' }
  const other = { partner: 'q', outcome: 'denied' }
  const mark = markOf({ state: 'exchanging', legs: [one, other] })
  expect(markOf({ state: 'exchanging', legs: [other, one] })).toBe(mark)
  expect(markOf({ state: 'complete', legs: [one, other] })).not.toBe(mark)
  expect(markOf({ state: 'exchanging', legs: [{ ...one, outcome: 'match' }, other] })).not.toBe(mark)
})

test('released fields are text', () => {
  expect(valueOf('DOE', 'yes', 'no')).toBe('DOE')
  expect(valueOf(true, 'yes', 'no')).toBe('yes')
  expect(valueOf(['A', 'B'], 'yes', 'no')).toBe('A; B')
  expect(valueOf({ court: 'X', year: 2010 }, 'yes', 'no')).toBe('court: X, year: 2010')
  expect(valueOf(null, 'yes', 'no')).toBe('')
})
