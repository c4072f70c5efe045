// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { correctionOf, nothingWrong } from './correction'

test('what is not touched is not said', () => {
  expect(correctionOf(nothingWrong())).toBeNull()
  expect(correctionOf({ ...nothingWrong(), chosen: ['victim'] })).toBeNull()
})

test('each is said by itself', () => {
  expect(correctionOf({ ...nothingWrong(), identification: true })).toEqual({ identification: 'wrong' })
  expect(correctionOf({ ...nothingWrong(), conviction: 'none' })).toEqual({ conviction: 'none' })
})

test('categories are known, even if there are none, or unknown', () => {
  const these = { ...nothingWrong(), categories: 'these' as const }
  expect(correctionOf(these)).toEqual({ categories: [], categories_known: true })
  expect(correctionOf({ ...these, chosen: ['witness', 'juvenile'] })).toEqual({
    categories: ['juvenile', 'witness'],
    categories_known: true,
  })
  expect(correctionOf({ ...these, categories: 'unknown' })).toEqual({ categories_known: false })
})
