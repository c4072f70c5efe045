// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { checkOpened, countByCounty, isCommitted, type Opened } from './opening'

// Computed by Python's hmac from the sentence in docs/ledger-leaves.md.
const commitment = 'b5b0b7a3169db66dd8742e8633229264bfa1cfe5d4514add836986486fdb7e10'
const entry = `{"commitment":"${commitment}","kind":"submission","level":"none","month":"2011-06","state":"US-NY"}\n`
const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const record = { time: '2011-06-01T12:34:56Z', county: 'US-NY-027' }

test('an opening fits its line, whatever the order of its members', async () => {
  expect(await isCommitted(entry, { key, record })).toBe(true)
})

test('another county, time, key or line does not fit', async () => {
  expect(await isCommitted(entry, { key, record: { ...record, county: 'US-NY-029' } })).toBe(false)
  expect(await isCommitted(entry, { key, record: { county: record.county } })).toBe(false)
  expect(await isCommitted(entry, { key: key.replace('1f', '1e'), record })).toBe(false)
  expect(await isCommitted(entry.replace('"none"', '"level-1"'), { key, record })).toBe(false)
})

test('a line that cannot be proved is not verified, and says why', async () => {
  const line = { index: 0, entry, proof: [], checkpoint: 'no note' }
  const opened = await checkOpened(line, { key, record }, 'no key')
  expect(opened).toMatchObject({ kind: 'submission', month: '2011-06', county: 'US-NY-027' })
  expect(opened.trouble).toMatchObject({ code: 'key-form' })
})

test('only verified lines are counted', () => {
  const line = (county: string, kind: string, trouble: unknown = null): Opened => ({ index: 0, kind, month: '2011-06', county, trouble })
  const lines = [
    line('US-NY-029', 'submission'),
    line('US-NY-027', 'submission'),
    line('US-NY-027', 'decision'),
    line('US-NY-029', 'submission'),
    line('US-NY-029', 'submission', 'wrong'),
    line('', 'event'),
  ]
  expect(countByCounty(lines)).toEqual([
    { county: '', kind: 'event', count: 1 },
    { county: 'US-NY-027', kind: 'decision', count: 1 },
    { county: 'US-NY-027', kind: 'submission', count: 1 },
    { county: 'US-NY-029', kind: 'submission', count: 2 },
  ])
})
