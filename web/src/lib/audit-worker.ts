// SPDX-License-Identifier: Apache-2.0
// Runs the check of a ledger beside the page, so that the page stays usable; who started it ends it to stop it.
import { tell, type Told } from './fault'
import { audit, fetchFile, type Finding, type Order } from './audit'

export type Message =
  | { kind: 'progress'; done: number; all: number }
  | { kind: 'found'; finding: Finding }
  | { kind: 'trouble'; told: Told }

const say = (message: Message): void => postMessage(message)

addEventListener('message', (event: MessageEvent<Order>) => {
  audit(event.data, fetchFile, (done, all) => say({ kind: 'progress', done, all })).then(
    (finding) => say({ kind: 'found', finding }),
    (error: unknown) => say({ kind: 'trouble', told: tell(error) }),
  )
})
