// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { hasWords } from './words'

describe('hasWords', () => {
  it('counts words of any language', () => {
    expect(hasWords('una presilla, nítida', 3)).toBe(true)
    expect(hasWords('one loop', 3)).toBe(false)
    expect(hasWords('. - , !', 1)).toBe(false)
    expect(hasWords('', 1)).toBe(false)
  })
})
