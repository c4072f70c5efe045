// SPDX-License-Identifier: Apache-2.0
// Who works here, for what. The session's token is in a cookie that no script can read (HttpOnly): what is known here is
// only whose it is. Purpose and case are in memory alone: nothing of it is ever written to the browser's storage or into an
// address. A session that ends while a page holds something unsent is not forgotten at once: the page is kept, out of sight,
// until the same account has logged in again (parts/Again.svelte).
import type { components } from './api-types'
import { drop, holds } from './unsaved'

export type Duty = components['schemas']['Duty']

class Session {
  account = $state('')
  duties = $state<Duty[]>([])
  /** Sent with every request about a case; the node refuses without. */
  purpose = $state('')
  reference = $state('')
  /** Ended, and waiting to be taken up again. */
  lapsed = $state(false)
  #waiting: ((again: boolean) => void)[] = []

  get isOpen(): boolean {
    return this.account !== ''
  }
  may(...duties: Duty[]): boolean {
    return duties.some((duty) => this.duties.includes(duty))
  }
  begin(started: { account: string; duties: Duty[] }): void {
    if (this.lapsed && started.account !== this.account) this.end()
    this.account = started.account
    this.duties = started.duties
    this.#settle(true)
  }
  /** With all that the page held. */
  end(): void {
    drop()
    this.account = this.purpose = this.reference = ''
    this.duties = []
    this.#settle(false)
  }
  /** The node knows it no more. Whether it was taken up again: at once no, where nothing would be lost. */
  lapse(): Promise<boolean> {
    this.lapsed = this.isOpen && holds()
    if (this.lapsed) return new Promise((resolve) => this.#waiting.push(resolve))
    this.end()
    return Promise.resolve(false)
  }
  #settle(again: boolean): void {
    this.lapsed = false
    for (const tell of this.#waiting.splice(0)) tell(again)
  }
}

export const session = new Session()
