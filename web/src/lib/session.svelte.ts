// SPDX-License-Identifier: Apache-2.0
// Who works here, for what. The session's token is in a cookie that no script can read (HttpOnly): what is known here is
// only whose it is. Purpose and case are in memory alone: nothing of it is ever written to the browser's storage or into an
// address.
import type { components } from './api-types'

export type Duty = components['schemas']['Duty']

class Session {
  account = $state('')
  duties = $state<Duty[]>([])
  /** Sent with every request about a case; the node refuses without. */
  purpose = $state('')
  reference = $state('')

  get isOpen(): boolean {
    return this.account !== ''
  }
  may(...duties: Duty[]): boolean {
    return duties.some((duty) => this.duties.includes(duty))
  }
  begin(started: { account: string; duties: Duty[] }): void {
    this.account = started.account
    this.duties = started.duties
  }
  end(): void {
    this.account = this.purpose = this.reference = ''
    this.duties = []
  }
}

export const session = new Session()
