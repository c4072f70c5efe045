// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { en } from '../../words/en'
import { commandOf, commandWords, keyName, shortcuts } from './shortcuts'

const press = (key: string, more: object = {}): Parameters<typeof commandOf>[0] => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
})

describe('shortcuts', () => {
  it('are each for one command, which has words', () => {
    const keys = shortcuts.flatMap((one) => one.keys)
    expect(new Set(keys).size).toBe(keys.length)
    for (const one of shortcuts) expect(en[commandWords(one.command)]).toBeTruthy()
  })
  it('leave the keys of browsers and screen readers alone', () => {
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) expect(commandOf(press('p', more))).toBeNull()
    expect(commandOf(press('Tab'))).toBeNull()
    expect(commandOf(press('F5'))).toBeNull()
    expect(commandOf(press('q'))).toBeNull()
  })
  it('do not mind capitals', () => {
    expect(commandOf(press('E', { shiftKey: true }))).toBe('ending')
    expect(commandOf(press('?', { shiftKey: true }))).toBe('help')
    expect(commandOf(press('ArrowLeft', { shiftKey: true }))).toBe('nudge-left')
  })
  it('are written as on the keys', () => {
    expect(keyName('Shift+ArrowUp')).toBe('Shift ↑')
    expect(keyName('+')).toBe('+')
    expect(keyName('e')).toBe('E')
  })
})
