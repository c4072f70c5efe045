// SPDX-License-Identifier: Apache-2.0
// 2011, which every console has, whatever its node knows: made by the build (history.ts beside vite.config.ts).
import type { Story } from './agreements'

/** What the record says happened at a time. */
export interface Said {
  at: number
  words: string
}
export interface History {
  stories: (Omit<Story, 'parties'> & { parties: [string, string][] })[]
  record: Said[]
  until: number
}

export async function loadHistory(): Promise<{ stories: Story[]; record: Said[]; until: number }> {
  const { stories, record, until } = (await import('virtual:history')).default
  return { stories: stories.map((story) => ({ ...story, parties: new Map(story.parties) })), record, until }
}
