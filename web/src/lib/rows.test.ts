// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { hasWords, rowOf, rowsToCsv, rowsToJson } from './rows'

const columns = [
  { key: 'account', title: 'Account' },
  { key: 'what', title: 'What' },
]
const rows = [
  { account: 'a.miller', what: 'card, whole' },
  { account: '=1+1', what: 'said "no"' },
]

test('rows are found by all words that are looked for, in any cell', () => {
  const found = (wanted: string) => rows.filter((row) => hasWords(columns, row, wanted))
  expect(found('')).toEqual(rows)
  expect(found(' WHOLE miller ')).toEqual([rows[0]])
  expect(found('miller no')).toEqual([])
})

test('a row has a text for each column', () => {
  const text = (one: { n: number }): string => String(one.n)
  expect(rowOf([{ key: 'line', title: 'Line', text }], { n: 7 })).toEqual({ line: '7' })
})

test('CSV quotes what must be, and has no formulas', () => {
  expect(rowsToCsv(columns, rows)).toBe('account,what\r\na.miller,"card, whole"\r\n\'=1+1,"said ""no"""\r\n')
})

test('JSON has the members that are columns', () => {
  expect(JSON.parse(rowsToJson(columns, [{ ...rows[0]!, more: 'x' }, { account: 'b' }]))).toEqual([
    { account: 'a.miller', what: 'card, whole' },
    { account: 'b', what: '' },
  ])
})

test('of what has a code, readers see words and files have both', () => {
  const coded = [columns[0]!, { key: 'purpose', title: 'Zweck', words: (one: string) => (one === 'a-b' ? 'A und B' : one) }]
  const some = [
    { account: 'x', purpose: 'a-b' },
    { account: 'y', purpose: 'c' },
  ]
  expect(some.map((row) => hasWords(coded, row, 'und'))).toEqual([true, false])
  expect(some.map((row) => hasWords(coded, row, 'a-b'))).toEqual([false, false])
  expect(rowsToCsv(coded, some)).toBe('account,purpose,purpose_words\r\nx,a-b,A und B\r\ny,c,c\r\n')
  expect(JSON.parse(rowsToJson(coded, some))[0]).toEqual({ account: 'x', purpose: 'a-b', purpose_words: 'A und B' })
})
