// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { blocksOf, type Part } from './paper'

const part = (tagName: string, textContent: string, children: Part[] = [], className = ''): Part => ({
  tagName,
  textContent,
  className,
  children,
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
