// SPDX-License-Identifier: Apache-2.0
// The scenario of 2011 as the map reads agreements: who took which step when, and the record's sentences beside them.
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import type { History } from './src/lib/history'

const NAME = 'virtual:history'
const folder = new URL('../scenarios/2011/', import.meta.url)

interface Step {
  at: string
  then?: string
  event?: string
  agreement: string
  by: string[]
  version?: number
  reason?: string
  expect?: unknown
  witness?: string
}
interface Document {
  title: string
  amends?: string
  parties: { id: string; name: string }[]
  sources: { jurisdiction: string }[]
  validity: { until: string }
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T

export function readHistory(): History {
  const { until, agreements } = read<{ until: string; agreements: { name: string; versions: string[] }[] }>('scenario.json')
  const { steps } = read<{ steps: Step[] }>('timeline.json')
  const stories = agreements.flatMap(({ name, versions }) => {
    if (!name.startsWith('immigration-')) return []
    const documents = versions.map((path) => read<Document>(path))
    const taken = steps.filter(({ event, agreement, expect = 'accepted' }) => event && agreement === name && expect === 'accepted')
    return {
      agreement: name,
      title: documents[0]?.title ?? name,
      versions: documents.map((document, index) => ({
        hash: `${name}/${index + 1}`,
        number: index + 1,
        title: document.title,
        amends: document.amends?.replace('version:', '') ?? null,
        parties: document.parties.map(({ id }) => id),
        sources: document.sources.map(({ jurisdiction }) => jurisdiction),
        until: Date.parse(document.validity.until),
      })),
      events: taken.flatMap(({ event = '', by, version = 1, at, reason }, sequence) =>
        by.map((who) => ({
          event: `${name} ${sequence} ${who}`,
          version: `${name}/${version}`,
          kind: event,
          by: who,
          sequence,
          counts_from: at,
          ...(reason && { reason }),
        })),
      ),
      parties: documents.flatMap(({ parties }) => parties.map(({ id, name }): [string, string] => [id, name])),
    }
  })
  /* What is said of witnesses is not in the record. */
  const record = steps.flatMap(({ at, then, witness }) => (then && !witness ? { at: Date.parse(at), words: then } : []))
  return { stories, record, until: Date.parse(until) }
}

export function history(): Plugin {
  return {
    name: 'history',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(readHistory())}` : undefined),
  }
}
