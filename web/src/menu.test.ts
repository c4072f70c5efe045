// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { menuOf } from './menu'
import type { Duty } from './lib/session.svelte'

const groups = (...own: Duty[]): [Duty | null, string[]][] =>
  menuOf(own).map(({ duty, links }) => [duty, links.map(({ path }) => path)])

test('nobody in particular is offered what everybody may see', () => {
  expect(groups()).toEqual([[null, ['/agreements', '/map', '/ledger', '/receipt', '/statistics']]])
})

test('each duty has a group of its own, in the order of the API', () => {
  expect(groups('auditor').map(([duty]) => duty)).toEqual([null, 'auditor'])
  expect(groups('releasing-officer', 'contributor').map(([duty]) => duty)).toEqual([null, 'contributor', 'releasing-officer'])
})

test('a page that several duties have is offered once', () => {
  const all = groups('examiner', 'senior-examiner', 'contributor').flatMap(([, paths]) => paths)
  expect(new Set(all).size).toBe(all.length)
  expect(all).toContain('/tasks')
})
