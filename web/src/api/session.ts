import { faultOf, offline } from './fault'

export type Role = 'brand' | 'agent' | 'finance' | 'operator'

export type Person = {
  id: string
  name: string
  email: string
  role: Role
  brand_id?: string
  brand_name?: string
  locale: string
}

/** The answer of POST /sessions and POST /sessions/refresh. */
export type SessionAnswer = { access_token: string; access_life_s: number; access_expires_at?: string; person: Person }

/** 'unknown' until the first refresh has answered: nobody is sent to the log-in page before that. */
export type SessionState = { at: 'unknown' } | { at: 'out' } | { at: 'in'; person: Person }

type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/**
 * Session holds who is logged in. The access token lives in memory alone, the
 * refresh token in an HttpOnly cookie that scripts cannot read: a script that
 * slips into the page has nothing to carry away.
 */
export class Session {
  private token = ''
  private expiresAt = 0
  private ahead = 0
  private state: SessionState = { at: 'unknown' }
  private watchers = new Set<() => void>()
  private refreshing: Promise<boolean> | null = null

  constructor(
    private readonly base: string,
    private readonly fetch: Fetch = (input, init) => globalThis.fetch(input, init),
    private readonly now: () => number = Date.now,
    private readonly alone: <T>(work: () => Promise<T>) => Promise<T> = oneTabAtATime,
  ) {}

  watch = (tell: () => void): (() => void) => {
    this.watchers.add(tell)
    return () => this.watchers.delete(tell)
  }

  current = (): SessionState => this.state

  async logIn(email: string, password: string): Promise<Person> {
    const answer = await this.send('/sessions', { method: 'POST', body: JSON.stringify({ email, password }) })
    if (!answer.ok) throw await faultOf(answer)
    return this.take((await answer.json()) as SessionAnswer)
  }

  async logOut(): Promise<void> {
    try {
      await this.send('/sessions/current', { method: 'DELETE', headers: { Authorization: `Bearer ${this.token}` } })
    } finally {
      this.drop()
    }
  }

  /** The server's time, as of its last answer about the session: this device's clock may be on another day. */
  serverNow = (): number => this.now() + this.ahead

  /** A token that is good for the next call, refreshed a little early; '' when nobody is logged in. */
  async access(): Promise<string> {
    if (this.token && this.now() < this.expiresAt - 30_000) return this.token
    if (this.state.at === 'out') return ''
    await this.refresh()
    return this.token
  }

  /**
   * Asks for a new token. Calls that come while one is under way share its
   * answer, and tabs take turns: the refresh token is good for one use, and a
   * second use of it ends the session as stolen.
   */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.alone(() => this.askForToken()).finally(() => {
      this.refreshing = null
    })
    return this.refreshing
  }

  private async askForToken(): Promise<boolean> {
    const answer = await this.send('/sessions/refresh', { method: 'POST', body: '{}' })
    if (answer.ok) {
      this.take((await answer.json()) as SessionAnswer)
      return true
    }
    // Only a plain refusal ends the session; a server that is unwell does not.
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      this.drop()
      return false
    }
    throw await faultOf(answer)
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.fetch(this.base + path, {
        ...init,
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...(init.headers as Record<string, string>) },
      })
    } catch (cause) {
      throw offline(cause)
    }
  }

  private take(answer: SessionAnswer): Person {
    this.token = answer.access_token
    // Counted from now by this clock: the server's may be another day.
    this.expiresAt = this.now() + answer.access_life_s * 1000
    const expires = Date.parse(answer.access_expires_at ?? '')
    this.ahead = Number.isNaN(expires) ? 0 : expires - this.expiresAt
    const before = this.state
    if (before.at !== 'in' || JSON.stringify(before.person) !== JSON.stringify(answer.person)) {
      this.state = { at: 'in', person: answer.person }
      this.tell()
    }
    return answer.person
  }

  private drop(): void {
    this.token = ''
    this.expiresAt = 0
    this.state = { at: 'out' }
    this.tell()
  }

  private tell(): void {
    for (const tell of this.watchers) tell()
  }
}

function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work()
  return navigator.locks.request('mh.refresh', work) as Promise<T>
}

export const session = new Session('/api/v1')
