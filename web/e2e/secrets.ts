// SPDX-License-Identifier: Apache-2.0
// What is known of the person whom the whole case is about, looked for where it does not belong.
import { stage } from './stage'
import type { Tab } from './tab'

const { name, date_of_birth, case_number } = stage.person
const code = stage.code.replace(/-/g, '')
const secrets = [name, ...name.split(','), date_of_birth, date_of_birth.replace(/-/g, ''), case_number, stage.code, code]

export function secretsIn(text: string): string[] {
  const low = text.toLowerCase()
  return secrets.filter((secret) => low.includes(secret.toLowerCase()))
}
export function addressesWithSecrets(tab: Tab): string[] {
  return tab.requests.map(({ url }) => decodeURIComponent(url)).filter((url) => secretsIn(url).length > 0)
}
/** The paths of the API that told TAB any of it. */
export async function tellers(tab: Tab): Promise<string[]> {
  const told = (await Promise.all(tab.replies)).filter(({ body }) => secretsIn(body).length > 0)
  return told.map(({ url }) => new URL(url).pathname)
}
