// SPDX-License-Identifier: Apache-2.0
// Keys of the workstation. They work only while an image has the focus, so that they are in nobody's way who types, reads
// with a screen reader or steers by voice.
import type { Words } from '../../words/words.svelte'

export type Command =
  | 'left' | 'right' | 'up' | 'down'
  | 'nudge-left' | 'nudge-right' | 'nudge-up' | 'nudge-down'
  | 'in' | 'out' | 'fit' | 'turn-left' | 'turn-right' | 'upright'
  | 'original' | 'enhance' | 'binarise' | 'thin'
  | 'invert' | 'brighter' | 'darker' | 'more-contrast' | 'less-contrast' | 'plain'
  | 'move' | 'ending' | 'bifurcation' | 'other' | 'pair' | 'count' | 'ruler' | 'erase'
  | 'point' | 'aim-left' | 'aim-right' | 'cancel'
  | 'link' | 'align' | 'minutiae' | 'across' | 'help'

export interface Shortcut {
  keys: string[]
  command: Command
  group: 'look' | 'image' | 'tools' | 'both'
}

const key = (group: Shortcut['group'], command: Command, ...keys: string[]): Shortcut => ({ keys, command, group })

export const shortcuts: Shortcut[] = [
  key('look', 'left', 'ArrowLeft'),
  key('look', 'right', 'ArrowRight'),
  key('look', 'up', 'ArrowUp'),
  key('look', 'down', 'ArrowDown'),
  key('look', 'nudge-left', 'Shift+ArrowLeft'),
  key('look', 'nudge-right', 'Shift+ArrowRight'),
  key('look', 'nudge-up', 'Shift+ArrowUp'),
  key('look', 'nudge-down', 'Shift+ArrowDown'),
  key('look', 'in', '+', '='),
  key('look', 'out', '-'),
  key('look', 'fit', '0'),
  key('look', 'turn-left', '['),
  key('look', 'turn-right', ']'),
  key('look', 'upright', 'u'),
  key('image', 'original', '1'),
  key('image', 'enhance', '2'),
  key('image', 'binarise', '3'),
  key('image', 'thin', '4'),
  key('image', 'invert', 'i'),
  key('image', 'brighter', 's'),
  key('image', 'darker', 'a'),
  key('image', 'more-contrast', 'x'),
  key('image', 'less-contrast', 'z'),
  key('image', 'plain', 'n'),
  key('tools', 'move', 'v'),
  key('tools', 'ending', 'e'),
  key('tools', 'bifurcation', 'b'),
  key('tools', 'other', 'o'),
  key('tools', 'pair', 'p'),
  key('tools', 'count', 'c'),
  key('tools', 'ruler', 'r'),
  key('tools', 'erase', 'd'),
  key('tools', 'point', 'Enter', ' '),
  key('tools', 'aim-left', ','),
  key('tools', 'aim-right', '.'),
  key('tools', 'cancel', 'Escape'),
  key('both', 'across', 'f'),
  key('both', 'link', 'l'),
  key('both', 'align', 'g'),
  key('both', 'minutiae', 'm'),
  key('both', 'help', '?'),
]

/** How a press of a key is written in the list above: letters without regard to capitals, Shift only with arrows. */
export function pressed(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  if (event.key.startsWith('Arrow')) return (event.shiftKey ? 'Shift+' : '') + event.key
  return event.key.length === 1 ? event.key.toLowerCase() : event.key
}

export function commandOf(event: Parameters<typeof pressed>[0]): Command | null {
  const name = pressed(event)
  return (name !== null && shortcuts.find((one) => one.keys.includes(name))?.command) || null
}

/** The key as it is written on it. */
export function keyName(name: string): string {
  const signs: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', ' ': '␣', Escape: 'Esc' }
  return name
    .split(/(?<=Shift)\+/)
    .map((part) => signs[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ')
}

export const commandWords = (command: Command): keyof Words => `examiner.key.${command}`
