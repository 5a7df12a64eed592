import { expect, test } from 'vitest'
import { Client, queryString } from './client'
import { Fault, faultOf, secondsToWait } from './fault'
import { Line } from './live'
import { SeqBook } from './seq'
import { Session } from './session'

const person = { id: 'p1', name: '林', email: 'lin@example.com', role: 'agent', locale: 'zh-CN' }
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
const answer = (token: string, life = 900) => ({ access_token: token, access_life_s: life, person })
const atOnce = <T>(work: () => Promise<T>) => work()
const noSession = { access: async () => 't', refresh: async () => true }

// Law: the refresh token is good for one use, so ten calls at once refresh once.
test('ten calls with an old token refresh it once', async () => {
  const asked: string[] = []
  let good = 'old'
  const fetch = async (url: string, init?: RequestInit) => {
    asked.push(url)
    if (url.endsWith('/sessions')) return json(200, answer('old'))
    if (url.endsWith('/sessions/refresh')) {
      await Promise.resolve()
      good = 'new'
      return json(200, answer('new'))
    }
    const token = new Headers(init?.headers).get('Authorization')
    return token === `Bearer ${good}` && good === 'new' ? json(200, { ok: true }) : json(401, { code: 'session.expired' })
  }
  const session = new Session('', fetch, () => 0, atOnce)
  await session.logIn('a', 'b')
  const client = new Client('', session, fetch)
  const answers = await Promise.all(Array.from({ length: 10 }, () => client.get<{ ok: boolean }>('/me')))
  expect(answers.every((one) => one.ok)).toBe(true)
  expect(asked.filter((url) => url.endsWith('/refresh')).length).toBe(1)
})

test('a token is renewed before it ends', async () => {
  let now = 0
  let refreshed = 0
  const fetch = async (url: string) => {
    if (url.endsWith('/refresh')) refreshed++
    return json(200, answer(refreshed ? 'new' : 'old', refreshed ? 3600 : 600))
  }
  const session = new Session('', fetch, () => now, atOnce)
  await session.logIn('a', 'b')
  expect(await session.access()).toBe('old')
  now = 9 * 60_000 + 31_000
  expect(await session.access()).toBe('new')
})

// Law: what a form proposes follows the server's day, whatever this device thinks.
test("the server's time is known from its answer about the session", async () => {
  let now = 5_000
  const fetch = async () => json(200, { ...answer('t', 900), access_expires_at: '2026-11-10T12:15:00Z' })
  const session = new Session('', fetch, () => now, atOnce)
  expect(session.serverNow()).toBe(5_000)
  await session.logIn('a', 'b')
  now += 60_000
  expect(new Date(session.serverNow()).toISOString()).toBe('2026-11-10T12:01:00.000Z')
})

// Law: a refusal ends the session, an unwell server does not.
test('only a refusal logs out', async () => {
  let status = 503
  const session = new Session('', async () => json(status, { code: 'server.unwell' }), () => 0, atOnce)
  await expect(session.refresh()).rejects.toThrow(Fault)
  expect(session.current().at).toBe('unknown')
  status = 401
  expect(await session.refresh()).toBe(false)
  expect(session.current().at).toBe('out')
})

test('every POST carries a key, and keeps it over the retry', async () => {
  const keys: (string | null)[] = []
  const client = new Client('', noSession, async (_url, init) => {
    keys.push(new Headers(init.headers).get('Idempotency-Key'))
    return keys.length === 1 ? json(401, {}) : json(200, {})
  })
  await client.post('/requests', { name: '双11' })
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(keys[1]).toBe(keys[0])
  await client.post('/requests', {}, { key: 'mine' })
  expect(keys[2]).toBe('mine')
})

test('what was asked ahead is given out once, and to nobody after a change of person', async () => {
  let asked = 0
  const client = new Client('/api/v1', noSession, async () => json(200, { n: ++asked }))
  await client.ahead('/agent/desk')
  void client.ahead('/agent/chats/7', { query: { since: 0 } })
  expect(await client.get('/agent/desk')).toEqual({ n: 1 })
  expect(await client.get('/agent/desk')).toEqual({ n: 3 })
  client.forget()
  expect(await client.get('/agent/chats/7', { query: { since: 0 } })).toEqual({ n: 4 })
})

test('what was asked ahead in vain is asked again by the page', async () => {
  let asked = 0
  const client = new Client('/api/v1', noSession, async () => (++asked === 1 ? json(503, {}) : json(200, { n: asked })))
  await expect(client.ahead('/agent/desk')).rejects.toThrow()
  expect(await client.get('/agent/desk')).toEqual({ n: 2 })
})

test('a problem keeps its code, its fields and the wait it asks for', async () => {
  const fault = await faultOf(
    json(422, { code: 'request.window', title: 'Bad window', detail: 'ends before it begins', errors: [{ where: 'ends_at', wanted: 'after begins_at', got: '2026-11-11' }] }, { 'Retry-After': '7' }),
  )
  expect(fault.code).toBe('request.window')
  expect(fault.fields).toEqual([{ where: 'ends_at', wanted: 'after begins_at', got: '2026-11-11' }])
  expect(fault.retryAfter).toBe(7)
  expect(fault.passing).toBe(false)
})

test("a proxy's page is still a fault", async () => {
  const fault = await faultOf(new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }))
  expect([fault.code, fault.status, fault.passing]).toEqual(['http.502', 502, true])
})

test('a dead line is a fault that may pass', async () => {
  const client = new Client('', { access: async () => '', refresh: async () => false }, async () => {
    throw new TypeError('network')
  })
  await expect(client.get('/me')).rejects.toMatchObject({ code: 'line.down', passing: true })
})

test('Retry-After is read as seconds or as a date', () => {
  expect(secondsToWait('12')).toBe(12)
  expect(secondsToWait('Thu, 01 Jan 1970 00:01:00 GMT', 30_000)).toBe(30)
  expect(secondsToWait('soon')).toBeUndefined()
  expect(secondsToWait(null)).toBeUndefined()
})

test('empty filters leave no trace in the address', () => {
  expect(queryString({ state: 'open', cursor: undefined, q: '', n: 0 })).toBe('?state=open&n=0')
  expect(queryString({})).toBe('')
})

// Law: nothing missed, nothing twice.
test('a seen push is dropped and a skipped one is a gap', () => {
  const book = new SeqBook()
  expect(['a1', 'a2', 'a2', 'a4', 'a3', 'a5'].map((one) => book.take('chat', Number(one.slice(1))))).toEqual(['next', 'next', 'seen', 'gap', 'seen', 'next'])
  expect(book.take('wall', 9)).toBe('next')
  book.caughtUp('wall', 12)
  expect([book.take('wall', 12), book.take('wall', 13), book.since('wall')]).toEqual(['seen', 'next', 13])
})

test('a listener hears its topics alone, and is told of gaps instead of the push', () => {
  const line = new Line()
  const heard: string[] = []
  const off = line.listen({ topic: 'chat:*', onPush: (push) => heard.push(`${push.topic}/${push.seq}`), onGap: (topic, since) => heard.push(`gap ${topic} since ${since}`) })
  for (const [topic, seq] of [['chat:1', 1], ['wall', 1], ['chat:1', 1], ['chat:1', 3], ['chat:2', 7]] as const) line.receive({ topic, kind: 'message', seq, data: {} })
  line.receive('nonsense')
  line.receive(null)
  expect(heard).toEqual(['chat:1/1', 'gap chat:1 since 1', 'chat:2/7'])
  off()
  line.receive({ topic: 'chat:1', kind: 'message', seq: 4, data: {} })
  expect(heard.length).toBe(3)
})

// Law: a poke that says what is now (the wall, a reservation) has no number, reaches its listeners every time and opens no gap.
test('unnumbered pushes are heard each time and disturb no count', () => {
  const line = new Line()
  const heard: string[] = []
  line.listen({ topic: 'brand:1', onPush: (push) => heard.push(push.kind), onGap: () => heard.push('gap') })
  line.receive({ topic: 'brand:1', kind: 'invoice', seq: 1 })
  line.receive({ topic: 'brand:1', kind: 'wall' })
  line.receive({ topic: 'brand:1', kind: 'wall' })
  line.receive({ topic: 'brand:1', kind: 'invoice', seq: 2 })
  expect(heard).toEqual(['invoice', 'wall', 'wall', 'invoice'])
})
