// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { blocksOf, type Part } from './paper'

const part = (
  tagName: string,
  textContent: string,
  children: Part[] = [],
  className = '',
  attributes: Record<string, string> = {},
): Part => ({
  tagName,
  textContent,
  className,
  children,
  getAttribute: (name) => attributes[name] ?? null,
})

test('text, lists and the code are taken over, markup is not', () => {
  const blocks = blocksOf([
    part('H1', ' Receipt '),
    part('UL', 'ab', [part('LI', 'a'), part('LI', ' b ')]),
    part('P', '7K2MQ-04XTA-9ZC3W-HB8RD', [], 'code'),
    part('SCRIPT', 'alert(1)'),
  ])
  expect(blocks.map((block) => block.tag)).toEqual(['h1', 'ul', 'p', 'p'])
  expect(blocks[0]?.text).toBe('Receipt')
  expect(blocks[1]?.items).toEqual(['a', 'b'])
  expect(blocks[2]).toEqual({ tag: 'p', kind: 'code', text: '7K2MQ-04XTA-9ZC3W-HB8RD', items: [] })
})

/* <svg class="qr" viewBox="0 0 37 37" role="img" aria-label="..."><path d="..."/></svg>, as src/person/qr.c writes it */
const d = 'M4 4h7v1h-7zM12 4h3v1h-3zM4 5h1v1h-1z'
const qr = (path: Record<string, string>, viewBox = '0 0 37 37', tag = 'path'): Part =>
  part('svg', '', [part(tag, '', [], '', path)], 'qr', { viewBox, role: 'img', 'aria-label': 'For a telephone' })

test('the QR code is taken over as numbers, any other drawing is not', () => {
  const [block] = blocksOf([qr({ d })])
  expect(block).toEqual({ tag: 'qr', kind: '', text: 'For a telephone', items: [], drawn: { viewBox: '0 0 37 37', d } })
  const others = [qr({ d: 'url(#x)' }), qr({}), qr({ d }, '0 0 37'), qr({ href: 'x', d }, '0 0 37 37', 'image')]
  expect(blocksOf(others).map(({ tag }) => tag)).toEqual(['p', 'p', 'p', 'p'])
})
