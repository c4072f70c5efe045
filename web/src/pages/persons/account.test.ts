// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { conclusionsOf, pastOf } from './account'

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

test('former holders are named with why', () => {
  expect(pastOf([{ account: 'examiner', why: 'time' }, { account: 'other' }])).toEqual(['examiner: time', 'other'])
  expect(pastOf(undefined)).toEqual([])
})
