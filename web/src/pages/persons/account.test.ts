// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { conclusionsOf, detailOf, pastOf } from './account'

test('a conclusion has its reason, its correction and its steps', () => {
  const step = { ago: 3, step: 'mark' as const, side: 'probe' as const, x: 10, y: 20, angle: 90.4, type: 'ending' as const }
  const [first, second] = conclusionsOf([
    { conclusion: 'identification', reason: 'Ridges agree.', subject: 's', time: '2011-06-02T00:18:00Z', work: { steps: [step] } },
    { conclusion: 'inconclusive', reason: 'x', corrected: 'exclusion', correction: 'Looked again.', correction_work: { steps: [step] } },
  ])
  expect(first).toMatchObject({ conclusion: 'identification', subject: 's', steps: [step], corrected: '', later: [] })
  expect(second).toMatchObject({ corrected: 'exclusion', correction: 'Looked again.', steps: [], later: [step], time: '' })
  expect(conclusionsOf([null, 7]).every((one) => one.conclusion === '')).toBe(true)
})

test('a step is told by its numbers', () => {
  expect(detailOf({ ago: 1, step: 'mark', x: 10, y: 20, angle: 90.4, type: 'ending' })).toBe('ending 10, 20 90°')
  expect(detailOf({ ago: 1, step: 'ruler', x: 1, y: 2, to_x: 3, to_y: 4, value: 1.23456 })).toBe('1, 2 → 3, 4 1.23')
  expect(detailOf({ ago: 1, step: 'tone', brightness: 120, contrast: 90 })).toBe('120 % / 90 %')
  expect(detailOf({ ago: 1, step: 'open' })).toBe('')
})

test('former holders are named with why', () => {
  expect(pastOf([{ account: 'examiner', why: 'time' }, { account: 'other' }])).toEqual(['examiner: time', 'other'])
  expect(pastOf(undefined)).toEqual([])
})
