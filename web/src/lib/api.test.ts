// SPDX-License-Identifier: Apache-2.0
// What the page knows of its session, and how requests go out.
import { beforeEach, expect, test, vi } from 'vitest'

vi.stubGlobal('location', { origin: 'http://node.example:8443', port: '8443' })
vi.stubGlobal('document', { cookie: '' })
const asked: Request[] = []
let answer = () => new Response('{}')
vi.stubGlobal('fetch', (request: Request) => {
  asked.push(request)
  return Promise.resolve(answer())
})
const { api, got, hasSession, Refusal, resume } = await import('./api')
const { session } = await import('./session.svelte')
const { hold, holds } = await import('./unsaved')
const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } })

beforeEach(() => {
  asked.length = 0
  document.cookie = ''
  session.end()
})

test('the sign of a session is that of the port', () => {
  expect(hasSession('', '')).toBe(false)
  expect(hasSession('a=b; tenprint-open=1', '')).toBe(true)
  expect(hasSession('tenprint-open=1', '8443')).toBe(false)
  expect(hasSession('tenprint-open-8443=1', '8443')).toBe(true)
  expect(hasSession('tenprint-open-84=1; xtenprint-open-8443=1', '8443')).toBe(false)
})

test('without a session nothing is asked', async () => {
  await resume()
  expect(asked).toHaveLength(0)
  expect(session.isOpen).toBe(false)
})

test('a page goes on with its session', async () => {
  document.cookie = 'tenprint-open-8443=1'
  answer = () => json({ account: 'b.clerk', duties: ['contributor'] })
  await resume()
  expect(asked.map((request) => request.url)).toEqual(['http://node.example:8443/v1/session'])
  expect(session.account).toBe('b.clerk')
  expect(session.may('contributor')).toBe(true)
  expect(session.may('auditor')).toBe(false)
})

test('one that has ended is none', async () => {
  document.cookie = 'tenprint-open-8443=1'
  answer = () => json({ type: 'about:blank', title: 'Unauthorized', status: 401, code: 'unauthenticated' }, 401, 'application/problem+json')
  await resume()
  expect(session.isOpen).toBe(false)
})

test('purpose and case go along, a token does not', async () => {
  session.begin({ account: 'b.clerk', duties: ['contributor'] })
  session.purpose = 'criminal-identification'
  session.reference = '2026-1'
  answer = () => json({ version: '1' })
  await got(api.GET('/v1/version'))
  expect(asked[0]?.headers.get('Tenprint-Purpose')).toBe('criminal-identification')
  expect(asked[0]?.headers.get('Tenprint-Case')).toBe('2026-1')
  expect(asked[0]?.headers.get('Authorization')).toBeNull()
})

test('a problem is a refusal with the words of the node', async () => {
  answer = () => json({ type: 'about:blank', title: 'Conflict', status: 409, code: 'conflict', detail: 'not yet' }, 409, 'application/problem+json')
  const refusal: unknown = await api.GET('/v1/version').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect((refusal as InstanceType<typeof Refusal>).message).toBe('not yet')
})

const ended = () => json({ type: 'about:blank', title: 'Unauthorized', status: 401, code: 'unauthenticated' }, 401, 'application/problem+json')

/** A request by a page that holds something, in a session that the node knows no more. */
async function askLate(): Promise<{ reply: Promise<unknown> }> {
  session.begin({ account: 'e.one', duties: ['examiner'] })
  session.reference = '2026-1'
  hold(() => true, 'new.leave')
  answer = ended
  const reply = api.PUT('/v1/session/password', { body: { current: 'a', password: 'b' } }).then(({ data }) => data, (error: unknown) => error)
  await vi.waitFor(() => expect(session.lapsed).toBe(true))
  answer = () => json({ done: 'yes' })
  return { reply }
}

test('what a page holds outlives its session, and the request is sent again', async () => {
  const { reply } = await askLate()
  expect(session.account).toBe('e.one')
  session.begin({ account: 'e.one', duties: ['examiner'] })
  expect(await reply).toEqual({ done: 'yes' })
  expect(asked.map((request) => request.headers.get('Tenprint-Case'))).toEqual(['2026-1', '2026-1'])
  expect(await asked[1]?.text()).toBe('{"current":"a","password":"b"}')
  expect(holds()).toBe(true)
})

test('for another account nothing is left of it', async () => {
  const { reply } = await askLate()
  session.begin({ account: 'e.two', duties: ['examiner'] })
  expect(await reply).toBeInstanceOf(Refusal)
  expect(asked).toHaveLength(1)
  expect([session.account, session.reference, session.lapsed, holds()]).toEqual(['e.two', '', false, false])
})
