// SPDX-License-Identifier: Apache-2.0
// The rules of participation, on the history of New York in 2011 and on what could go wrong with numbers and times.
import { describe, expect, test } from 'vitest'
import * as p from './participation'

const version = (hash: string, more: Partial<p.Version> = {}): p.Version => ({
  hash,
  number: 1,
  title: hash,
  amends: null,
  parties: ['ny-dcjs', 'dhs-ident'],
  sources: ['US-NY', 'US-NY-027', 'US-NY-059'],
  until: Date.parse('2013-01-01T00:00:00Z'),
  ...more,
})
const first = version('v1')
let number = 0
const event = (at: string, kind: string, by: string, more: Partial<p.AgreementEvent> = {}): p.AgreementEvent => ({
  event: `${++number}`,
  version: 'v1',
  kind,
  by,
  sequence: number,
  counts_from: at,
  ...more,
})
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)
const begun = [
  event('2010-10-12T00:00:00Z', 'propose', 'dhs-ident'),
  event('2011-01-03T00:00:00Z', 'activate', 'ny-dcjs'),
  event('2011-01-04T00:00:00Z', 'join', 'US-NY'),
  event('2011-03-01T00:00:00Z', 'join', 'US-NY-027'),
]
const standing = (events: p.AgreementEvent[], at: string, place = 'US-NY-027', versions = [first]): string => {
  const found = p.placesAt(events, versions, day(at)).find((one) => one.jurisdiction === place)
  return found ? `${found.own} ${found.standing}${found.missing ? ` ${found.missing}` : ''}` : 'none'
}

describe('a county and its state', () => {
  test('both are needed', () => {
    expect(standing(begun, '2011-02-28')).toBe('out out')
    expect(standing(begun, '2011-03-01')).toBe('in part')
    expect(standing(begun.filter((one) => one.by !== 'US-NY'), '2011-03-01')).toBe('in waiting US-NY')
  })
  test("the state's suspension covers its counties, which return with it", () => {
    const events = [
      ...begun,
      event('2011-06-01T00:00:00Z', 'suspend', 'US-NY', { reason: 'Suspended until further notice' }),
      event('2011-06-03T00:00:00Z', 'leave', 'US-NY-059'),
      event('2011-07-01T00:00:00Z', 'resume', 'US-NY'),
    ]
    expect(standing(events, '2011-06-01', 'US-NY')).toBe('suspended suspended')
    expect(standing(events, '2011-06-01')).toBe('in waiting US-NY')
    expect(standing(events, '2011-07-01')).toBe('in part')
    expect(standing(events, '2011-07-01', 'US-NY-059')).toBe('left left')
  })
  test('who is not named is not there', () => {
    expect(standing(begun, '2011-03-01', 'US-NY-061')).toBe('none')
  })
})

describe('turns', () => {
  const at = day('2012-01-01')
  const own = (...events: p.AgreementEvent[]): p.Own => p.ownDecision(events, first, 'US-NY', at)
  const turn = (kind: string, sequence: number, more: Partial<p.AgreementEvent> = {}): p.AgreementEvent =>
    event('2011-01-01T00:00:00Z', kind, 'US-NY', { sequence, ...more })

  test('the greater number decides, whatever the order of arrival', () => {
    expect(own(turn('leave', 2), turn('join', 1))).toBe('left')
    expect(own(turn('join', 3), turn('leave', 2), turn('join', 1))).toBe('in')
  })
  test('of two with one number the stop is the later', () => {
    expect(own(turn('leave', 1), turn('join', 1))).toBe('left')
    expect(own(turn('join', 1), turn('suspend', 1))).toBe('suspended')
    expect(own(turn('leave', 1), turn('suspend', 1), turn('join', 1))).toBe('left')
  })
  test('only resuming undoes a suspension, joining anew does, too', () => {
    expect(own(turn('join', 1), turn('suspend', 2), turn('resume', 3))).toBe('in')
    expect(own(turn('join', 1), turn('suspend', 2), turn('join', 3))).toBe('in')
    expect(own(turn('suspend', 1))).toBe('suspended')
    expect(own(turn('suspend', 1), turn('resume', 2))).toBe('out')
  })
  test('joining another version is no joining of this one', () => {
    expect(own(turn('join', 1, { version: 'v2' }))).toBe('out')
  })
  test('what does not count yet does not count', () => {
    expect(own(turn('join', 1), turn('leave', 2, { counts_from: '2012-01-02T00:00:00Z' }))).toBe('in')
  })
})

describe('the agreement', () => {
  const life = (events: p.AgreementEvent[], at: string, versions = [first], of = first): p.Life =>
    p.lifeOf(events, versions, of, day(at))

  test('begins, is held up by a party, goes on, ends', () => {
    const events = [
      ...begun,
      event('2011-04-01T00:00:00Z', 'suspend', 'dhs-ident'),
      event('2011-05-01T00:00:00Z', 'resume', 'dhs-ident'),
      event('2011-08-05T00:00:00Z', 'terminate', 'dhs-ident'),
    ]
    const dates = ['2010-01-01', '2010-12-01', '2011-01-03', '2011-04-01', '2011-05-01', '2011-08-05', '2014-01-01']
    expect(dates.map((date) => life(events, date))).toEqual([
      'none',
      'proposed',
      'active',
      'suspended',
      'active',
      'terminated',
      'terminated',
    ])
    expect(standing(events, '2011-04-02')).toBe('in waiting suspended')
    expect(standing(events, '2011-08-05')).toBe('in waiting terminated')
    expect(life(begun, '2013-01-01')).toBe('expired')
  })
  test('an amendment in force wants everybody to join anew', () => {
    const second = version('v2', { number: 2, amends: 'v1' })
    const events = [
      ...begun,
      event('2011-04-01T00:00:00Z', 'propose', 'dhs-ident', { version: 'v2' }),
      event('2011-05-01T00:00:00Z', 'activate', 'dhs-ident', { version: 'v2' }),
      event('2011-05-02T00:00:00Z', 'join', 'US-NY', { version: 'v2' }),
    ]
    const versions = [first, second]
    expect(life(events, '2011-05-01', versions)).toBe('replaced')
    expect(p.versionAt(events, versions, day('2011-04-15'))).toBe(first)
    expect(p.versionAt(events, versions, day('2011-05-01'))).toBe(second)
    expect(standing(events, '2011-05-03', 'US-NY', versions)).toBe('in part')
    expect(standing(events, '2011-05-03', 'US-NY-027', versions)).toBe('out out')
  })
})

test('moments are those of events that change something, once each', () => {
  const events = [...begun, event('2010-11-01T00:00:00Z', 'comment', 'ny-dcjs')]
  expect(p.momentsOf(events, [first], day('2012-01-01')).map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
    '2010-10-12',
    '2011-01-03',
    '2011-01-04',
    '2011-03-01',
  ])
  expect(p.momentsOf(events, [first], day('2014-01-01'))).toHaveLength(5)
})

test("a county's story tells its state's steps, too", () => {
  const events = [...begun, event('2011-06-01T00:00:00Z', 'suspend', 'US-NY', { reason: 'Until further notice' })]
  const moments = p.momentsOf(events, [first], day('2012-01-01'))
  const story = p.changesOf(events, [first], 'US-NY-027', moments)
  expect(story.map((change) => [change.place.standing, change.because.map((one) => one.by)])).toEqual([
    ['part', ['US-NY-027']],
    ['waiting', ['US-NY']],
  ])
  expect(p.changesOf(events, [first], 'US-NY-059', moments)).toEqual([])
})

test('places lie in places', () => {
  expect(p.placesAbove('US-NY-027')).toEqual(['US-NY', 'US'])
  expect(p.placesAbove('US')).toEqual([])
})
