// SPDX-License-Identifier: Apache-2.0
// The two nodes that tests/web/stage.py keeps running, and asking them as one of those who work there.
import { readFileSync } from 'node:fs'
import type { Duty } from '../src/lib/session.svelte'

export interface Node {
  id: string
  url: string
  log: string
  folder: string
}
interface Stage {
  bureau: Node
  repository: Node
  password: string
  purpose: string
  agreement: string
  county: string
  /** Key files of other counties, and their passphrase. */
  keys: Record<string, string>
  passphrase: string
  /** Of a receipt, whose case has ended with a release. */
  code: string
  /** Whom the card is of; nothing else is called so. */
  person: { name: string; date_of_birth: string; case_number: string }
  card: string
}

function readStage(): Stage {
  const path = process.env.TP_STAGE
  if (!path) throw new Error('TP_STAGE is not set: start this by tests/web/check_browser.py')
  return JSON.parse(readFileSync(path, 'utf8')) as Stage
}

export const stage = readStage()
export const duties: Duty[] = [
  'contributor',
  'examiner',
  'senior-examiner',
  'releasing-officer',
  'agreement-officer',
  'auditor',
  'administrator',
]
export const reference = '2011-1'

const tokens = new Map<string, string>()

async function tokenOf(node: Node, account: string): Promise<string> {
  const known = tokens.get(node.url + account)
  if (known) return known
  const response = await fetch(`${node.url}/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ account, password: stage.password }),
  })
  if (response.status !== 201) throw new Error(`${account} cannot log in at ${node.id}: ${response.status}`)
  const { token } = (await response.json()) as { token: string }
  tokens.set(node.url + account, token)
  return token
}

/** What NODE answers ACCOUNT (null for nobody) to a GET, or to a POST with BODY (null for none); throws on a refusal. */
export async function ask<T>(node: Node, account: string | null, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'Tenprint-Purpose': stage.purpose, 'Tenprint-Case': reference }
  if (account) headers.Authorization = `Bearer ${await tokenOf(node, account)}`
  if (body) headers['Content-Type'] = 'application/json'
  const method = body === undefined ? 'GET' : 'POST'
  const response = await fetch(node.url + path, { method, headers, body: body ? JSON.stringify(body) : null })
  if (!response.ok) throw new Error(`${method} ${path} by ${account}: ${response.status} ${await response.text()}`)
  return (response.status === 204 ? null : await response.json()) as T
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks again and again, while the clock of the nodes runs, until there is something. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, seconds = 50): Promise<T> {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    const found = await look()
    if (found) return found
    await pause(50)
  }
  throw new Error(`it never came to this: ${what}`)
}
