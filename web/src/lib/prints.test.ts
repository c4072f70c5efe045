// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { impressionAt, kindOf, positionOf, positions } from './prints'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a file is what its first bytes say', () => {
  expect(kindOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10))).toBe('png')
  expect(kindOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('jpeg')
  expect(kindOf(Uint8Array.of(0xff, 0xa0, 0xff, 0xa4))).toBe('wsq')
  expect(kindOf(Uint8Array.of(0xff, 0x4f, 0xff, 0x51))).toBe('jp2')
  expect(kindOf(bytes('II*\0'))).toBe('tiff')
  expect(kindOf(bytes('P5\n'))).toBe('pgm')
  expect(kindOf(bytes('1.001:182\u001d1.002:0500'))).toBe('ebts')
  expect(kindOf(bytes('1.01:182'))).toBe('ebts')
  expect(kindOf(bytes('<?xml version="1.0"?><itl:NISTBiometricInformationExchangePackage>'))).toBe('ebts')
})

test('what no booking takes is nothing', () => {
  for (const other of ['', '<html>', '%PDF-1.7', '1.5 litres']) expect(kindOf(bytes(other))).toBeNull()
})

test.each([
  ['01.png', 1],
  ['7.wsq', 7],
  ['010.png', 10],
  ['p000012f03_1.png', 3],
  ['card_FRGP 10.jp2', 10],
  ['finger-9.tif', 9],
  ['scan_F05.png', 5],
  ['right-thumb.png', 1],
  ['LEFT_INDEX.PNG', 7],
  ['R_ring.bmp', 4],
  ['left pinky.png', 10],
  ['dedo 6.png', 6],
  ['Pulgar izquierdo.png', 6],
  ['índice derecho.png', 2],
  ['meñique-derecho.png', 5],
  ['left four.wsq', 14],
  ['right slap.wsq', 13],
  ['both thumbs.wsq', 15],
  ['11.wsq', 11],
])('%s is of position %d', (name, position) => {
  expect(positionOf(name)).toBe(position)
})

test.each(['print.png', '0.png', '16.png', '2011-06-01.png', 'thumb.png', 'left-right-thumb.png', 'IMG_2031.jpg', 'leaf02.png'])(
  '%s says no position',
  (name) => {
    expect(positionOf(name)).toBeNull()
  },
)

test('what a card shows plain is plain', () => {
  expect(positions).toHaveLength(15)
  expect(impressionAt(3, 'live-rolled')).toBe('live-rolled')
  expect(impressionAt(13, 'live-rolled')).toBe('live-plain')
  expect(impressionAt(11, 'ink-rolled')).toBe('ink-plain')
})
