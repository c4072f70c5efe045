// SPDX-License-Identifier: Apache-2.0
// Tables of text: rows that contain what is looked for, and files of them.

export interface Column {
  /** Its name in files, in one language. */
  key: string
  title: string
}
export type Row = Record<string, string>

/** Every word of WANTED is in some cell, whatever the case. */
export function filterRows(rows: Row[], wanted: string): Row[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const text = Object.values(row).join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/* RFC 4180. Spreadsheets would take what begins so for a formula, which whoever named an account could write. */
function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}

export function rowsToCsv(columns: Column[], rows: Row[]): string {
  const lines = [columns.map(({ key }) => key), ...rows.map((row) => columns.map(({ key }) => row[key] ?? ''))]
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')
}

export function rowsToJson(columns: Column[], rows: Row[]): string {
  const shown = rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? ''])))
  return `${JSON.stringify(shown, null, 1)}\n`
}
