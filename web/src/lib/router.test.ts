// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from 'vitest'

vi.stubGlobal('location', { pathname: '/', search: '' })
const { matchPath } = await import('./router.svelte')

test('a pattern takes its parts', () => {
  expect(matchPath('/agreements/:agreement', '/agreements/ab%20c')).toEqual({ agreement: 'ab c' })
  expect(matchPath('/agreements', '/agreements/')).toEqual({})
  expect(matchPath('/', '/')).toEqual({})
})

test('what does not match is null', () => {
  expect(matchPath('/agreements/:agreement', '/agreements/')).toBeNull()
  expect(matchPath('/agreements/:agreement', '/agreements/a/b')).toBeNull()
  expect(matchPath('/agreements/:agreement', '/agreements/%ff')).toBeNull()
  expect(matchPath('/tasks', '/agreements')).toBeNull()
})
