// SPDX-License-Identifier: Apache-2.0
// Runs the check of a ledger beside the page, so that the page stays usable; who started it ends it to stop it.
import { audit, type Finding, type Order } from './audit'

export type Message =
  | { kind: 'progress'; done: number; all: number }
  | { kind: 'found'; finding: Finding }
  | { kind: 'trouble'; words: string }

const say = (message: Message): void => postMessage(message)

async function fetchFile(path: string): Promise<Uint8Array> {
  const response = await fetch(`/ledger/${path}`)
  if (!response.ok) throw new Error(`/ledger/${path}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

addEventListener('message', (event: MessageEvent<Order>) => {
  audit(event.data, fetchFile, (done, all) => say({ kind: 'progress', done, all })).then(
    (finding) => say({ kind: 'found', finding }),
    (error: unknown) => say({ kind: 'trouble', words: error instanceof Error ? error.message : String(error) }),
  )
})
