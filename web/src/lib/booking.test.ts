// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { fieldOf, formOf, newKey, noFacts, positionOfField, sorted, type Finding, type Sent } from './booking'

const sent = (more: Partial<Sent> = {}): Sent => ({
  facts: noFacts(),
  prints: [
    { position: 13, data: 'Yg==' },
    { position: 2, data: 'YQ==' },
  ],
  missing: {},
  impression: 'live-rolled',
  ppi: null,
  transaction: null,
  ...more,
})
const finding = (text: string, more: Partial<Finding> = {}): Finding => ({
  severity: 'error',
  place: 'file',
  record: 1,
  type: 0,
  rule: 'extraction',
  text,
  ...more,
})

test('prints go in the order of positions, plain ones as plain', () => {
  expect(formOf(sent()).prints).toEqual([
    { position: 2, impression: 'live-rolled', image: 'YQ==' },
    { position: 13, impression: 'live-plain', image: 'Yg==' },
  ])
  expect(formOf(sent({ ppi: 1000 })).prints?.[0]?.ppi).toBe(1000)
})

test('what nobody said is left out, which is not the same as nothing', () => {
  const form = formOf(sent())
  expect(form).toEqual({ offence: 'unknown', conviction: 'unknown', prints: form.prints })
  expect(formOf(sent({ facts: { ...noFacts(), looked: true } })).categories).toEqual([])
  expect(formOf(sent({ facts: { ...noFacts(), categories: ['victim'] } })).categories).toBeUndefined()
})

test('what was typed is tidied', () => {
  const facts = { ...noFacts(), jurisdiction: ' us-ny-109 ', ori: 'ny0010000', person: { name: ' DOE, JANE ', sex: ' ' } }
  const form = formOf(sent({ facts, missing: { 3: 'amputated' } }))
  expect(form).toMatchObject({ jurisdiction: 'US-NY-109', ori: 'NY0010000', missing: { 3: 'amputated' } })
  expect(form.person).toEqual({ name: 'DOE, JANE' })
})

test('beside an EBTS file goes only what it cannot say itself', () => {
  const facts = { ...noFacts(), offence: 'level-2' as const, ori: 'NY0010000', person: { name: 'DOE' } }
  expect(formOf(sent({ facts, transaction: 'MS4wMDE=' }))).toEqual({
    offence: 'level-2',
    conviction: 'unknown',
    transaction: 'MS4wMDE=',
  })
})

test('a finding about the form names its field', () => {
  expect(fieldOf(finding('prints[1].image: not an image: really'))).toEqual({
    field: 'prints[1].image',
    words: 'not an image: really',
  })
  expect(fieldOf(finding('jurisdiction: US-CA is not within US-NY')).field).toBe('jurisdiction')
  expect(fieldOf(finding('date: is missing', { rule: 'ebts' })).field).toBe('')
  expect(fieldOf(finding('No finger can be used.')).field).toBe('')
  expect(positionOfField('prints[1].image', sent().prints)).toBe(13)
  expect(positionOfField('prints[7].image', sent().prints)).toBeNull()
  expect(positionOfField('ori', sent().prints)).toBeNull()
})

test('errors stand before warnings', () => {
  const mixed = [finding('a', { severity: 'warning' }), finding('b'), finding('c', { severity: 'warning' }), finding('d')]
  expect(sorted(mixed).map((one) => one.text)).toEqual(['b', 'd', 'a', 'c'])
})

test('a key is one that the API takes, and another each time', () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(newKey()).not.toBe(newKey())
})
