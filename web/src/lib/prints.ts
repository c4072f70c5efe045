// SPDX-License-Identifier: Apache-2.0
// Files with prints, before anything is sent: what a file is by its first bytes, and which finger by its name.

export const fingers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const
/** Plain prints as a card has them below: left four, left thumb, both thumbs, right thumb, right four. */
export const plains = [14, 12, 15, 11, 13] as const
export const positions: readonly number[] = [...fingers, ...plains]
export const impressions = ['live-rolled', 'live-plain', 'ink-rolled', 'ink-plain'] as const
export type Impression = (typeof impressions)[number]

export type Kind = 'ebts' | 'png' | 'jpeg' | 'jp2' | 'tiff' | 'bmp' | 'pgm' | 'wsq'
/** What a browser can show by itself. */
export const shown: readonly Kind[] = ['png', 'jpeg', 'bmp']

const magics: [Kind, number[]][] = [
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['jp2', [0, 0, 0, 0x0c, 0x6a, 0x50]],
  ['jp2', [0xff, 0x4f, 0xff, 0x51]],
  ['tiff', [0x49, 0x49, 0x2a, 0]],
  ['tiff', [0x4d, 0x4d, 0, 0x2a]],
  ['bmp', [0x42, 0x4d]],
  ['pgm', [0x50, 0x35]],
  ['wsq', [0xff, 0xa0]],
]

/** What a file is, by its beginning (a few hundred bytes are enough); null for what no booking takes. */
export function kindOf(head: Uint8Array): Kind | null {
  for (const [kind, magic] of magics) if (magic.every((byte, at) => head[at] === byte)) return kind
  const text = new TextDecoder('latin1').decode(head)
  if (/^1\.0*1:\d/.test(text)) return 'ebts'
  return /^[^<]{0,4}<[^]*NISTBiometricInformationExchangePackage/.test(text) ? 'ebts' : null
}

const names = ['thumb', 'index', 'middle', 'ring', 'little']
const spanish = ['pulgar', 'indice', 'medio', 'anular', 'menique']
const slaps: [RegExp, number][] = [
  [/\b(both|two|ambos|dos) (thumbs|pulgares)\b/, 15],
  [/\bplain right thumb|right thumb plain\b/, 11],
  [/\bplain left thumb|left thumb plain\b/, 12],
  [/\b(right|derecha) (four|slap|hand|cuatro)\b|\bright four fingers\b/, 13],
  [/\b(left|izquierda) (four|slap|hand|cuatro)\b|\bleft four fingers\b/, 14],
]

function positionByWords(text: string): number | null {
  for (const [pattern, position] of slaps) if (pattern.test(text)) return position
  const left = /\b(left|l|izquierd[oa])\b/.test(text)
  const right = /\b(right|r|derech[oa])\b/.test(text)
  const finger = names.findIndex((name, at) => text.includes(name) || text.includes(spanish[at] ?? name))
  const other = /\bpinky\b/.test(text) ? 4 : finger
  if (other < 0 || left === right) return null
  return other + (left ? 6 : 1)
}

/** The position that a file's name says ("right-thumb.png", "07.wsq", "p000012f03_1.png", "FRGP_10"); null for none. */
export function positionOf(name: string): number | null {
  const text = name
    .replace(/\.[a-z0-9]{2,4}$/i, '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  const words = positionByWords(text)
  if (words) return words
  const marked = /(?:^|[ \d])(?:f|finger|frgp|fgp|pos|position|dedo) ?0*(\d{1,2})(?= |$)/.exec(text)
  const bare = /^0*(\d{1,2})$/.exec(text)
  const position = Number((marked ?? bare)?.[1])
  return positions.includes(position) ? position : null
}

/** Plain prints are never rolled, whatever is chosen for the fingers. */
export function impressionAt(position: number, chosen: Impression): Impression {
  if (position <= 10) return chosen
  return chosen.startsWith('ink') ? 'ink-plain' : 'live-plain'
}
