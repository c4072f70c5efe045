// SPDX-License-Identifier: Apache-2.0
import { expect, it, vi } from 'vitest'
import { tongue } from '../../words/words.svelte'

vi.stubGlobal('location', { origin: 'http://node.example' })
const { detailOf } = await import('./told')
await tongue.learn('examiner')

it('tells a step by its print, its place and its numbers', () => {
  const here = { side: 'probe', print: 3, x: 1, y: 2 } as const
  expect(detailOf({ step: 'mark', ...here, angle: 90.4, type: 'ending' })).toBe('print 3 Ending 1, 2 90°')
  expect(detailOf({ step: 'pair', ...here, to_print: 8, to_x: 3, to_y: 4 })).toBe('print 3 1, 2 → print 8 3, 4')
  expect(detailOf({ step: 'ruler', ...here, to_x: 3, to_y: 4, value: 1.23456 })).toBe('print 3 1, 2 → 3, 4 1.23 mm')
  expect(detailOf({ step: 'count', ...here, to_x: 3, to_y: 4, value: 7 })).toBe('print 3 1, 2 → 3, 4 7')
  expect(detailOf({ step: 'note', text: 'scar' })).toBe('scar')
})
it('tells how an image looked, and what was shown on it', () => {
  expect(detailOf({ step: 'tone', brightness: 120, contrast: 90, inverted: true })).toBe('120 % / 90 % / inverted')
  expect(detailOf({ step: 'tone', brightness: 100, contrast: 100, inverted: false })).toBe('100 % / 100 %')
  expect(detailOf({ step: 'minutiae', on: true })).toBe('shown')
  expect(detailOf({ step: 'automatic', side: 'probe', print: 0, to_print: 8, on: true })).toBe('print 0 → print 8 shown')
  expect(detailOf({ step: 'open', print: 0, view: 'original' })).toBe('print 0 Original')
  expect(detailOf({ step: 'open', print: 0, view: 'binarise', contrast: 150, angle: 30, on: true })).toBe(
    "print 0 Binary 30° 100 % / 150 % program's minutiae shown",
  )
  expect(detailOf({ step: 'view', view: 'ridgeness' })).toBe('ridgeness')
})
