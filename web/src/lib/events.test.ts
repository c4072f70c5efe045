// SPDX-License-Identifier: Apache-2.0
// Streams of events: in pieces, lost and found again, refused.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

vi.stubGlobal('location', { origin: 'http://node.example', port: '' })
const { EventReader, followBooking, waitMs } = await import('./events')
const { session } = await import('./session.svelte')

const asked: { path: string; headers: Record<string, string> }[] = []
let answers: (() => Response | Promise<Response>)[] = []
vi.stubGlobal('fetch', async (path: string, init: { headers: Record<string, string> }) => {
  asked.push({ path, headers: init.headers })
  const next = answers.shift()
  if (!next) throw new TypeError('the network is away')
  return next()
})

const progress = (state: string, done = false) =>
  `data: ${JSON.stringify({ booking: 'b', state, submitted: '', done, legs: [], time: '' })}\n\n`
const stream = (...pieces: string[]) => () =>
  new Response(new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  }))
const problem = (status: number, headers = {}) => () =>
  new Response(JSON.stringify({ type: 'about:blank', title: 'No', status, code: 'denied' }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  })

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
  answers = []
})
afterEach(() => vi.useRealTimers())

function follow() {
  const states: string[] = []
  const refusals: unknown[] = []
  const connections: boolean[] = []
  const end = followBooking('b/1', {
    progress: (one) => states.push(one.state),
    refused: (error) => refusals.push(error),
    connected: (is) => connections.push(is),
  })
  return { states, refusals, connections, end }
}

test('events come in pieces of any size', () => {
  const reader = new EventReader()
  expect(reader.push('da')).toEqual([])
  expect(reader.push('ta: one\n')).toEqual([])
  expect(reader.push('\n:\n\ndata:two\r\ndata: more\r\n\r')).toEqual(['one'])
  expect(reader.push('\nid: 7\n\nevent: x\ndata: three\n\n')).toEqual(['two\nmore', 'three'])
})

test('waiting grows, but not for ever', () => {
  expect([0, 1, 2, 10].map(waitMs)).toEqual([1000, 2000, 4000, 30000])
})

test('a booking is followed to its end, with purpose and case', async () => {
  session.purpose = 'criminal-identification'
  session.reference = '2026-1'
  answers = [stream(progress('searching'), ':\n\n', progress('complete', true))]
  const { states } = follow()
  await vi.runAllTimersAsync()
  expect(states).toEqual(['searching', 'complete'])
  expect(asked).toHaveLength(1)
  expect(asked[0]?.path).toBe('/v1/bookings/b%2F1/events')
  expect(asked[0]?.headers).toMatchObject({ 'Tenprint-Purpose': 'criminal-identification', 'Tenprint-Case': '2026-1' })
})

test('what is lost is found again', async () => {
  answers = [stream(progress('received')), problem(503), () => Promise.reject(new TypeError('away')), stream(progress('refused', true))]
  const { states, refusals, connections } = follow()
  await vi.runAllTimersAsync()
  expect(states).toEqual(['received', 'refused'])
  expect(refusals).toEqual([])
  expect(connections).toEqual([true, false, false, false, true])
})

test('what the node asks for is waited', async () => {
  answers = [problem(429, { 'Retry-After': '10' }), stream(progress('complete', true))]
  const { states } = follow()
  await vi.advanceTimersByTimeAsync(9_000)
  expect(states).toEqual([])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(states).toEqual(['complete'])
})

test('a refusal ends it', async () => {
  answers = [problem(404), stream(progress('complete', true))]
  const { states, refusals } = follow()
  await vi.runAllTimersAsync()
  expect(states).toEqual([])
  expect(refusals).toHaveLength(1)
})

test('without a session there is none', async () => {
  session.begin({ account: 'b.clerk', duties: ['contributor'] })
  answers = [problem(401)]
  const { refusals } = follow()
  await vi.runAllTimersAsync()
  expect(refusals).toHaveLength(1)
  expect(session.isOpen).toBe(false)
})

test('who leaves the page is told nothing more', async () => {
  answers = [stream(progress('received')), stream(progress('complete', true))]
  const { states, refusals, end } = follow()
  await vi.advanceTimersByTimeAsync(10)
  end()
  await vi.runAllTimersAsync()
  expect(states).toEqual(['received'])
  expect(refusals).toEqual([])
  expect(asked).toHaveLength(1)
})
