// SPDX-License-Identifier: Apache-2.0
// Images are asked for by the session, held while they are looked at, and freed.
import { beforeEach, expect, it, vi } from 'vitest'
import type { Picture, Source } from './pictures'

const asked: string[] = []
let closed = 0
let fails = false
vi.stubGlobal('location', { origin: 'http://node.example', port: '' })
vi.stubGlobal('fetch', (request: Request) => {
  asked.push(new URL(request.url).pathname)
  expect(request.cache).toBe('no-store')
  return Promise.resolve(fails ? new Response(null, { status: 404 }) : new Response('png'))
})
vi.stubGlobal('createImageBitmap', (_: unknown, options?: { resizeWidth: number; resizeHeight: number }) =>
  Promise.resolve({ width: options?.resizeWidth ?? 1600, height: options?.resizeHeight ?? 3000, close: () => closed++ }),
)
const { Pictures, askMinutiae } = await import('./pictures')

const of = (print: number, candidate: string | null = null): Source => ({ task: 't', candidate, print })

beforeEach(() => {
  asked.length = closed = 0
  fails = false
})

it('asks once for each image, at the address of its kind', async () => {
  const pictures = new Pictures()
  const first = await pictures.get(of(0), 'original', 1000)
  expect(await pictures.get(of(0), 'original', 1000)).toBe(first)
  expect(first.ppi).toBe(1000)
  expect((await pictures.get(of(0, 'k'), 'thin', 1000)).ppi).toBe(500)
  await pictures.get(of(1, 'k'), 'original', 1000)
  await pictures.get(of(1), 'enhance', 1000)
  expect(asked).toEqual([
    '/v1/tasks/t/prints/0/image',
    '/v1/tasks/t/candidates/k/prints/0/views/thin',
    '/v1/tasks/t/candidates/k/prints/1/image',
    '/v1/tasks/t/prints/1/views/enhance',
  ])
})

it('has halves of large images', async () => {
  const picture = await new Pictures().get(of(0), 'original', 1000)
  expect(picture.levels.map((level) => level.width)).toEqual([1600, 800, 400, 200])
})

it('closes what was looked at longest ago, but not what is on the screen', async () => {
  const shown: Picture[] = []
  const pictures = new Pictures((picture) => shown.includes(picture), 2)
  shown.push(await pictures.get(of(0), 'original', 500))
  await pictures.get(of(1), 'original', 500)
  await pictures.get(of(2), 'original', 500)
  await Promise.resolve()
  expect(closed).toBe(0)
  await pictures.get(of(3), 'original', 500)
  await Promise.resolve()
  expect(closed).toBe(4)
  pictures.free()
  await Promise.resolve()
  expect(closed).toBe(12)
})

it('asks again for what did not come', async () => {
  const pictures = new Pictures()
  fails = true
  await expect(pictures.get(of(0), 'original', 500)).rejects.toThrow()
  fails = false
  await pictures.get(of(0), 'original', 500)
  expect(asked).toHaveLength(2)
})

it('asks for minutiae of either side', async () => {
  fails = true
  await expect(askMinutiae(of(3))).rejects.toThrow()
  await expect(askMinutiae(of(3, 'k'))).rejects.toThrow()
  expect(asked).toEqual(['/v1/tasks/t/prints/3/minutiae', '/v1/tasks/t/candidates/k/prints/3/minutiae'])
})
