// SPDX-License-Identifier: Apache-2.0
// Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no blanks. JSON.stringify writes strings and numbers as
// the standard wants them.

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json }

export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('JSON has no such number.')
    return JSON.stringify(value)
  }
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`)
  return `{${members.join(',')}}`
}
