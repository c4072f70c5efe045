// SPDX-License-Identifier: Apache-2.0
// Starts the check of the ledger in a worker, follows it, stops it; for the pages that show what came of it.
import { api, got } from './api'
import type { Message } from './audit-worker'
import type { Finding, Order } from './audit'
import { Fault, heard } from './fault'
import { canonical, type Definitions } from './recompute'

export type Verdict = 'equal' | 'unequal' | null

export class Auditor {
  done = $state(0)
  all = $state(0)
  busy = $state(false)
  finding = $state.raw<Finding | null>(null)
  /** `Unheld`, or what kept the check from being made. */
  trouble = $state.raw<unknown>(null)
  /** Whether the node's own report says the same, to the last digit. */
  verdict = $state<Verdict>(null)
  #worker: Worker | null = null

  async start(key: string, witnesses: string[], wish: { definitions?: number; threshold?: number } = {}): Promise<void> {
    this.stop()
    this.finding = null
    this.trouble = null
    this.verdict = null
    this.done = this.all = 0
    this.busy = true
    try {
      const list = await got(api.GET('/v1/statistics/definitions'))
      const number = wish.definitions ?? list.newest
      const definitions = (await got(
        api.GET('/v1/statistics/definitions/{number}', { params: { path: { number } } }),
      )) as unknown as Definitions
      const threshold = wish.threshold ?? definitions.threshold
      const finding = await this.#work({ key, witnesses, definitions, threshold })
      this.verdict = await this.#compare(finding, number, threshold)
      this.finding = finding
    } catch (error) {
      this.trouble = error
    } finally {
      this.busy = false
    }
  }
  async #compare(finding: Finding, definitions: number, threshold: number): Promise<Verdict> {
    const query = { definitions, threshold, at: finding.size }
    const served = await got(api.GET('/v1/statistics', { params: { query } }))
    return canonical(served) === finding.report ? 'equal' : 'unequal'
  }
  #work(order: Order): Promise<Finding> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./audit-worker.ts', import.meta.url), { type: 'module' })
      this.#worker = worker
      worker.onerror = () => reject(new Fault('worker'))
      worker.onmessage = ({ data }: MessageEvent<Message>) => {
        if (data.kind === 'progress') {
          this.done = data.done
          this.all = data.all
          return
        }
        this.stop()
        if (data.kind === 'found') resolve(data.finding)
        else reject(heard(data.told))
      }
      worker.postMessage(order)
    })
  }
  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
    this.busy = false
  }
}
