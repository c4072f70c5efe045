// SPDX-License-Identifier: Apache-2.0
// The one way to the node: typed by its own OpenAPI description (api-types.ts is made from it by `npm run types`).
// Sends purpose and case of the work in hand (the browser adds the session's cookie), and turns problems (RFC 9457) into
// `Refusal`.
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './api-types'
import { session } from './session.svelte'
import { holds } from './unsaved'

export type Schema = components['schemas']
export type Problem = Schema['Problem']

/** What the node refused; `problem` has its words, and `field` names what is wrong. */
export class Refusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfterS: number | null,
  ) {
    super(problem.detail ?? problem.title)
  }
  get status(): number {
    return this.problem.status
  }
}

/** A reply that is no problem document although it failed: a proxy's, or none because the network is away. */
function unexplained(status: number, title: string): Problem {
  return { type: 'about:blank', title, status: Math.max(status, 400), code: status === 0 ? 'io' : 'store' }
}

export async function refusalOf(response: Response): Promise<Refusal> {
  const type = response.headers.get('Content-Type') ?? ''
  const problem = type.startsWith('application/problem+json')
    ? ((await response.json()) as Problem)
    : unexplained(response.status, response.statusText)
  const wait = Number(response.headers.get('Retry-After'))
  return new Refusal(problem, Number.isFinite(wait) && wait > 0 ? wait : null)
}

/** For what and for which case is asked, as far as that was said. */
export function headersOfCase(): Record<string, string> {
  return {
    ...(session.purpose ? { 'Tenprint-Purpose': session.purpose } : {}),
    ...(session.reference ? { 'Tenprint-Case': session.reference } : {}),
  }
}

/** What is sent once more when the session was taken up again: only pages that hold something wait for that. */
const copies = new WeakMap<Request, Request>()

const guard: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersOfCase())) request.headers.set(name, value)
    if (holds()) copies.set(request, request.clone())
    return request
  },
  async onResponse({ request, response, schemaPath }) {
    if (response.ok) return undefined
    const refusal = await refusalOf(response)
    if (refusal.status !== 401 || schemaPath === '/v1/session') throw refusal
    const again = await session.lapse()
    const copy = copies.get(request)
    if (!again || !copy) throw refusal
    const reply = await fetch(copy)
    if (!reply.ok) throw await refusalOf(reply)
    return reply
  },
  onError() {
    return new Refusal(unexplained(0, 'The node does not answer.'), null)
  },
}

export const api = createClient<paths>({ baseUrl: location.origin })
api.use(guard)

/** The data of a reply that must have some: `await got(api.GET('/v1/version'))`. */
export async function got<T>(reply: Promise<{ data?: T }>): Promise<T> {
  const { data } = await reply
  if (data === undefined) throw new Refusal(unexplained(0, 'The reply is empty.'), null)
  return data
}

/** Whether the node says, by a cookie beside the session's own, that this browser has a session. */
export function hasSession(cookies: string, port: string): boolean {
  const name = port === '' ? 'tenprint-open' : `tenprint-open-${port}`
  return cookies.split('; ').includes(`${name}=1`)
}

/** A page that is loaded anew goes on with the session that there is; without one it asks nothing. */
export async function resume(): Promise<void> {
  if (!hasSession(document.cookie, location.port)) return
  try {
    session.begin(await got(api.GET('/v1/session')))
  } catch {
    /* it has ended, or the node is away: what needs it says so */
  }
}
