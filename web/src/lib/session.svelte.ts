// SPDX-License-Identifier: Apache-2.0
// Who works here, for what. In memory only: a page that is loaded anew begins without, and nothing of it is ever written
// to the browser's storage or into an address.
import type { components } from './api-types'

export type Duty = components['schemas']['Duty']

class Session {
  token = $state('')
  account = $state('')
  duties = $state<Duty[]>([])
  /** Sent with every request about a case; the node refuses without. */
  purpose = $state('')
  reference = $state('')

  get isOpen(): boolean {
    return this.token !== ''
  }
  may(...duties: Duty[]): boolean {
    return duties.some((duty) => this.duties.includes(duty))
  }
  begin(started: { token: string; account: string; duties: Duty[] }): void {
    this.token = started.token
    this.account = started.account
    this.duties = started.duties
  }
  end(): void {
    this.token = this.account = this.purpose = this.reference = ''
    this.duties = []
  }
}

export const session = new Session()
