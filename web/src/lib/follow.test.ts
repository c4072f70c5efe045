// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { follow } from './follow'

const page = { hidden: false }
vi.stubGlobal('document', page)
beforeEach(() => {
  vi.useFakeTimers()
  page.hidden = false
})
afterEach(() => vi.useRealTimers())

function begin(answers: (string | Error)[]) {
  const told: string[] = []
  const failed: unknown[] = []
  let asked = 0
  const stop = follow<string>({
    ask: () => {
      const answer = answers[Math.min(asked++, answers.length - 1)] ?? ''
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    told: (value) => told.push(value) > 0 && value === 'complete',
    failed: (error) => failed.push(error),
    mark: (value) => value,
  })
  return { told, failed, stop, asked: () => asked }
}

test('asks until it has ended, and then no more', async () => {
  const one = begin(['received', 'searching', 'complete'])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(one.told).toEqual(['received', 'searching', 'complete'])
  expect(one.asked()).toBe(3)
})

test('asks ever more seldom while nothing happens', async () => {
  const one = begin(['reviewing'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(one.asked()).toBeLessThan(10)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(one.asked()).toBeLessThan(25)
  one.stop()
  const asked = one.asked()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(one.asked()).toBe(asked)
})

test('asks soon again after a change', async () => {
  const one = begin([...Array<string>(8).fill('reviewing'), 'exchanging'])
  await vi.advanceTimersByTimeAsync(54_000)
  expect(one.told.at(-1)).toBe('exchanging')
  const asked = one.asked()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(one.asked()).toBe(asked + 2)
  one.stop()
})

test('goes on after a failure', async () => {
  const one = begin([new Error('away'), 'complete'])
  await vi.advanceTimersByTimeAsync(5_000)
  expect(one.failed).toHaveLength(1)
  expect(one.told).toEqual(['complete'])
})

test('asks nothing while nobody looks', async () => {
  const one = begin(['reviewing'])
  await vi.advanceTimersByTimeAsync(0)
  page.hidden = true
  await vi.advanceTimersByTimeAsync(600_000)
  expect(one.asked()).toBe(1)
  page.hidden = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(one.asked()).toBeGreaterThan(1)
  one.stop()
})
