// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from 'vitest'
import { Draft } from './draft.svelte'

const open = new Set<string>()
let count = 0
vi.stubGlobal('URL', {
  createObjectURL: () => {
    const url = `blob:${++count}`
    open.add(url)
    return url
  },
  revokeObjectURL: (url: string) => open.delete(url),
})
afterEach(() => open.clear())

const png = (name: string): File => new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1)], name)
const ebts = (name = 'car.an2'): File => new File(['1.001:182\u001d1.002:0500'], name)
const placed = (draft: Draft): Record<string, string> =>
  Object.fromEntries(Object.entries(draft.placed).map(([position, one]) => [position, one.file.name]))

test('images go where their names say, others wait', async () => {
  const draft = new Draft()
  await draft.take([png('01.png'), png('left-index.png'), png('scan.png')])
  expect(placed(draft)).toEqual({ 1: '01.png', 7: 'left-index.png' })
  expect(draft.loose.map((one) => one.file.name)).toEqual(['scan.png'])
  await draft.take([png('1.png')])
  expect(placed(draft)[1]).toBe('01.png')
  expect(draft.loose).toHaveLength(2)
})

test('two prints change places, and one from the table sends the other there', async () => {
  const draft = new Draft()
  await draft.take([png('01.png'), png('02.png'), png('scan.png')])
  const [first, third] = [draft.placed[1], draft.loose[0]]
  if (!first || !third) throw new Error('nothing was placed')
  draft.place(first, 2)
  expect(placed(draft)).toEqual({ 1: '02.png', 2: '01.png' })
  draft.place(third, 1)
  expect(placed(draft)).toEqual({ 1: 'scan.png', 2: '01.png' })
  expect(draft.loose.map((one) => one.file.name)).toEqual(['02.png'])
  draft.place(first, null)
  expect(placed(draft)).toEqual({ 1: 'scan.png' })
})

test('a finger with a print is not missing', async () => {
  const draft = new Draft()
  draft.missing[3] = 'amputated'
  await draft.take([png('x.png')], 3)
  expect(draft.missing).toEqual({})
})

test('what no booking takes is turned away, and nothing is mixed', async () => {
  const draft = new Draft()
  await draft.take([new File(['hello'], 'letter.txt'), png('01.png'), ebts()])
  expect(draft.turned).toEqual([
    { name: 'letter.txt', why: 'kind' },
    { name: 'car.an2', why: 'mixed' },
  ])
  const other = new Draft()
  await other.take([ebts(), png('01.png')])
  expect(other.transaction?.file.name).toBe('car.an2')
  expect(other.turned).toEqual([{ name: '01.png', why: 'mixed' }])
  await draft.take([ebts()], 4)
  expect(draft.turned[0]?.why).toBe('kind')
})

test('the key stays with the content', async () => {
  const draft = new Draft()
  await draft.take([png('01.png')])
  const key = draft.key()
  expect(draft.key()).toBe(key)
  draft.facts.offence = 'level-1'
  expect(draft.key()).not.toBe(key)
})

test('nothing stays when it is cleared', async () => {
  const draft = new Draft()
  expect(draft.isEmpty).toBe(true)
  await draft.take([png('01.png'), png('scan.png')])
  draft.facts.person.name = 'DOE'
  expect(open.size).toBe(2)
  expect(draft.isEmpty).toBe(false)
  draft.clear()
  expect(draft.isEmpty).toBe(true)
  expect(open.size).toBe(0)
})
