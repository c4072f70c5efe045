// SPDX-License-Identifier: Apache-2.0
// Tables of things: what of them is shown, which of them have the words that are looked for, and files of them.
import type { Snippet } from 'svelte'

export interface Heading {
  /** Its name in files, in one language. */
  key: string
  title: string
  /** Rows have codes in it, of which readers see words: files have both, the words as KEY_words. */
  words?: (code: string) => string
}
export interface Column<T> extends Heading {
  /** What a row has in it. */
  text: (one: T) => string
}
export type Row = Record<string, string>

/** How things are shown (parts/Rows.svelte). */
export interface Table<T> {
  caption: string
  columns: Column<T>[]
  /** What is said when there are none. */
  none?: string
  /** Of the files; without it they are neither searched nor saved. */
  name?: string
  /** A cell that has more than what is shown: of what, by the column's key, and that. */
  cell?: Snippet<[T, string, string]>
  /** In place of the table: those with the words that are looked for. */
  children?: Snippet<[T[]]>
}

export function rowOf<T>(columns: Column<T>[], one: T): Row {
  return Object.fromEntries(columns.map(({ key, text }) => [key, text(one)]))
}

export function shownIn({ key, words }: Heading, row: Row): string {
  const value = row[key] ?? ''
  return words ? words(value) : value
}

/** Whether every word of WANTED is in some cell as it is shown, whatever the case. */
export function hasWords(headings: Heading[], row: Row, wanted: string): boolean {
  const text = headings.map((heading) => shownIn(heading, row)).join('\n').toLowerCase()
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

/** The names of a file's columns, and what ROW has in each. */
const namesOf = (headings: Heading[]): string[] => headings.flatMap(({ key, words }) => (words ? [key, `${key}_words`] : [key]))
const valuesOf = (headings: Heading[], row: Row): string[] =>
  headings.flatMap((heading) => [row[heading.key] ?? '', ...(heading.words ? [shownIn(heading, row)] : [])])

/* RFC 4180. Spreadsheets would take what begins so for a formula, which whoever named an account could write. */
function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}

export function rowsToCsv(headings: Heading[], rows: Row[]): string {
  const lines = [namesOf(headings), ...rows.map((row) => valuesOf(headings, row))]
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')
}

export function rowsToJson(headings: Heading[], rows: Row[]): string {
  const names = namesOf(headings)
  const shown = rows.map((row) => Object.fromEntries(valuesOf(headings, row).map((value, index) => [names[index], value])))
  return `${JSON.stringify(shown, null, 1)}\n`
}
