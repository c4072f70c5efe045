// SPDX-License-Identifier: Apache-2.0
// What each key does on a desk. Those that move the focus are the page's.
import { tools, type Desk, type Tool } from './desk.svelte'
import type { Side } from './pane.svelte'
import { modes, type Mode } from './pictures'
import type { Command } from './shortcuts'
import { pan, turnAt, zoomAt } from './view'

const FAR = 60
const NEAR = 2
const ZOOM = 1.25
const TURN = 5
const AIM = 5
const TONE = 10

const ways: Record<string, [number, number]> = { left: [1, 0], right: [-1, 0], up: [0, 1], down: [0, -1] }

function move(desk: Desk, side: Side, command: Command): boolean {
  const way = ways[command.replace('nudge-', '')]
  const far = command.startsWith('nudge-') ? NEAR : FAR
  if (way) desk.look(side, (view) => pan(view, { x: way[0] * far, y: way[1] * far }))
  return way !== undefined
}

function shade(desk: Desk, side: Side, command: Command): boolean {
  const { tone } = desk.panes[side]
  if (command === 'invert') desk.tone(side, { inverted: !tone.inverted })
  else if (command === 'brighter') desk.tone(side, { brightness: tone.brightness + TONE })
  else if (command === 'darker') desk.tone(side, { brightness: tone.brightness - TONE })
  else if (command === 'more-contrast') desk.tone(side, { contrast: tone.contrast + TONE })
  else if (command === 'less-contrast') desk.tone(side, { contrast: tone.contrast - TONE })
  else if (command === 'plain') desk.plain(side)
  else return false
  return true
}

/** Whether COMMAND was one of a desk, and is done. */
export function run(desk: Desk, side: Side, command: Command): boolean {
  const { view } = desk.panes[side]
  if (move(desk, side, command) || shade(desk, side, command)) return true
  if (tools.includes(command as Tool)) desk.use(command as Tool)
  else if (modes.includes(command as Mode)) void desk.mode(side, command as Mode)
  else if (command === 'in' || command === 'out')
    desk.look(side, (one) => zoomAt(one, command === 'in' ? ZOOM : 1 / ZOOM))
  else if (command === 'turn-left' || command === 'turn-right')
    desk.look(side, (one) => turnAt(one, command === 'turn-left' ? -TURN : TURN))
  else if (command === 'upright') desk.upright(side)
  else if (command === 'fit') desk.whole(side)
  else if (command === 'point') desk.point(side, { x: view.x, y: view.y })
  else if (command === 'aim-left' || command === 'aim-right') desk.aim(command === 'aim-left' ? AIM : -AIM)
  else if (command === 'cancel') desk.cancel()
  else if (command === 'link') desk.link()
  else if (command === 'align') desk.align()
  else if (command === 'minutiae') void desk.minutiae()
  else return false
  return true
}
