// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { filterRows, rowsToCsv, rowsToJson } from './rows'

const columns = [
  { key: 'account', title: 'Account' },
  { key: 'what', title: 'What' },
]
const rows = [
  { account: 'a.miller', what: 'card, whole' },
  { account: '=1+1', what: 'said "no"' },
]

test('rows are found by all words that are looked for, in any cell', () => {
  expect(filterRows(rows, '')).toEqual(rows)
  expect(filterRows(rows, ' WHOLE miller ')).toEqual([rows[0]])
  expect(filterRows(rows, 'miller no')).toEqual([])
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
