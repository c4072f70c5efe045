// SPDX-License-Identifier: Apache-2.0
// 2011 on the map is 2011 of the scenario, whose steps the program checks when it plays it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadHistory } from './history'
import { placesAt } from './participation'

const timeline = JSON.parse(readFileSync(new URL('../../../scenarios/2011/timeline.json', import.meta.url), 'utf8')) as {
  steps: { at: string; participants?: string; expect?: string[] }[]
}
const { stories, record } = await loadHistory()
const takePart = (agreement: string, at: number): string[] =>
  stories
    .filter((story) => story.agreement === agreement)
    .flatMap((story) => placesAt(story.events, story.versions, at))
    .filter(({ standing, jurisdiction }) => standing === 'part' && jurisdiction.split('-').length === 3)
    .map(({ jurisdiction }) => jurisdiction)
    .sort()

test('the counties that take part are those that the scenario expects', () => {
  const expected = timeline.steps.filter((step) => step.participants)
  expect(expected.length).toBeGreaterThan(0)
  for (const { at, participants = '', expect: counties = [] } of expected)
    expect(takePart(participants, Date.parse(at))).toEqual([...counties].sort())
})

test('who left did so on the day of the record', () => {
  for (const [agreement, day, before] of [
    ['immigration-il', '2011-05-04', 5],
    ['immigration-ny', '2011-06-01', 14],
    ['immigration-ca', '2011-08-06', 3],
  ] as const) {
    expect([agreement, takePart(agreement, Date.parse(`${day}T00:00:00Z`) - 86_400_000).length]).toEqual([agreement, before])
    expect(takePart(agreement, Date.parse(`${day}T00:01:00Z`))).toEqual([])
  }
  expect(takePart('immigration-ma', Date.parse('2011-06-05T00:00:00Z'))).toEqual([])
})

test('the record speaks where it has something to say', () => {
  expect(record.map(({ words }) => words)).toContain("Illinois' governor ends the agreement.")
  expect(record.filter(({ words }) => words.includes('Not in the record'))).toEqual([])
})
