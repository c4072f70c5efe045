// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { groupAccesses, type Access } from './accesses'

function access(time: string, account: string, owner: string, what = 'task'): Access {
  return { time, account, owner, what, operation: 'getTask', purpose: 'criminal-identification', reference: '7' }
}

test('what one account was given of one record in a day is one group, with all of it', () => {
  const list = [
    access('2011-03-06T00:10:00Z', 'b.expert', 'booking/1'),
    access('2011-03-05T23:50:00Z', 'b.expert', 'booking/1', 'images'),
    access('2011-03-05T12:00:00Z', 'c.expert', 'booking/1'),
    access('2011-03-05T11:00:00Z', 'b.expert', 'booking/2'),
    access('2011-03-05T10:00:00Z', 'b.expert', 'booking/1'),
  ]
  const groups = groupAccesses(list)
  expect(groups.map(({ day, account, owner, single }) => [day, account, owner, single.length])).toEqual([
    ['2011-03-06', 'b.expert', 'booking/1', 1],
    ['2011-03-05', 'b.expert', 'booking/1', 2],
    ['2011-03-05', 'c.expert', 'booking/1', 1],
    ['2011-03-05', 'b.expert', 'booking/2', 1],
  ])
  expect(groups.flatMap(({ single }) => single).length).toBe(list.length)
  expect(groups[1]!.single).toEqual([list[1], list[4]])
})
