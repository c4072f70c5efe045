// SPDX-License-Identifier: Apache-2.0
// An agreement's life, its next step and its places, from what a node says.
import { describe, expect, it } from 'vitest'
import { isOpenForComment, namesOfPlaces, nextOf, stagesOf, stepsOffered, suspendedBy, treeOf } from './agreement'
import type { Event, Section, Version } from './agreement'

const HASH = 'a'.repeat(64)
let sequence = 0
function event(kind: Event['kind'], by: string, time: string): Event {
  return { event: HASH, version: HASH, kind, by, sequence: ++sequence, time, received: time, counts_from: time, leaf: null }
}
function version(more: Partial<Version>): Version {
  return {
    version: 1,
    hash: HASH,
    title: 'Test',
    life: 'noticed',
    comments_end: '2011-03-12T00:00:00Z',
    notices: [{ by: 'ny', time: '2011-01-11T00:00:00Z' }],
    signatures: [
      { by: 'ny', time: null },
      { by: 'dhs', time: null },
    ],
    public: [],
    sources: [],
    ...more,
  }
}
const validity = { from: '2011-04-01T00:00:00Z', until: '2013-01-01T00:00:00Z' }

describe('the line', () => {
  it('has one present stage, and the dates of those behind it', () => {
    const events = [event('propose', 'ny', '2011-01-10T00:00:00Z')]
    const stages = stagesOf(version({}), events, '2011-02-01T00:00:00Z')
    expect(stages.map((stage) => stage.state)).toEqual(['done', 'done', 'now', 'ahead', 'ahead'])
    expect(stages[0]?.time).toBe('2011-01-10T00:00:00Z')
    expect(stages[2]?.time).toBe('2011-03-12T00:00:00Z')
  })
  it('ends with what stopped it', () => {
    const events = [event('suspend', 'US-NY', '2011-05-01T00:00:00Z'), event('suspend', 'ny', '2011-06-01T00:00:00Z')]
    const stages = stagesOf(version({ life: 'suspended' }), events, '2011-07-01T00:00:00Z')
    expect(stages.at(-1)).toMatchObject({ name: 'stopped', time: '2011-06-01T00:00:00Z' })
  })
})

describe('the next step', () => {
  const next = (more: Partial<Version>, at: string) => nextOf(version(more), [], at, validity)
  it('is what the state waits for, of whom and from when', () => {
    const untold = { life: 'proposed', comments_end: null, notices: [{ by: 'ny', time: null }] } as const
    expect(next({ ...untold, notices: [...untold.notices] }, '2011-01-01T00:00:00Z')).toMatchObject({ what: 'notice', who: ['ny'] })
    expect(next({}, '2011-02-01T00:00:00Z')).toMatchObject({ what: 'comments', when: '2011-03-12T00:00:00Z' })
    expect(next({}, '2011-03-12T00:00:00Z')).toMatchObject({ what: 'sign', who: ['ny', 'dhs'] })
    expect(next({ life: 'signed' }, '2011-03-15T00:00:00Z')).toMatchObject({ what: 'wait', when: validity.from })
    expect(next({ life: 'signed' }, '2011-04-15T00:00:00Z').what).toBe('activate')
    expect(next({ life: 'active' }, '2011-04-15T00:00:00Z').when).toBe(validity.until)
    expect(next({ life: 'terminated' }, '2011-04-15T00:00:00Z').what).toBe('over')
  })
  it('is of those who suspended and did not resume', () => {
    const events = [
      event('suspend', 'ny', '2011-05-01T00:00:00Z'),
      event('resume', 'ny', '2011-05-02T00:00:00Z'),
      event('suspend', 'dhs', '2011-05-03T00:00:00Z'),
    ]
    expect(suspendedBy(version({}), events)).toEqual(['dhs'])
  })
  it('is open for comment only within the period', () => {
    expect(isOpenForComment(version({}), '2011-03-11T23:59:59Z')).toBe(true)
    expect(isOpenForComment(version({}), '2011-03-12T00:00:00Z')).toBe(false)
    expect(isOpenForComment(version({ comments_end: null }), '2011-03-11T00:00:00Z')).toBe(false)
    expect(isOpenForComment(version({ life: 'active' }), '2011-03-11T00:00:00Z')).toBe(false)
  })
  it('offers nothing once it is over', () => {
    expect(stepsOffered(version({ life: 'expired' }))).toEqual([])
    expect(stepsOffered(version({ life: 'signed' }))).toContain('activate')
  })
})

describe('places', () => {
  const section = { member: 'sources', title: '', words: '- New York (US-NY), which signs\n- Dutchess County, New York (US-NY-027), which' }
  it('have the names of the words', () => {
    const names = namesOfPlaces([section as Section])
    expect(names.get('US-NY-027')).toBe('Dutchess County, New York')
    expect(names.get('US-NY')).toBe('New York')
  })
  it('stand within those listed above them, with their own last step', () => {
    const source = (jurisdiction: string) => ({ jurisdiction, participation: 'in', takes_part: true }) as const
    const events = [event('join', 'US-NY-027', '2011-04-01T00:00:00Z'), event('leave', 'US-NY-027', '2011-06-01T00:00:00Z')]
    const tree = treeOf(version({ sources: [source('US-NY-027'), source('US-NY'), source('US-MA')] }), events, new Map())
    expect(tree.map((place) => place.code)).toEqual(['US-MA', 'US-NY'])
    expect(tree[1]?.within[0]).toMatchObject({ code: 'US-NY-027', since: '2011-06-01T00:00:00Z' })
  })
})
