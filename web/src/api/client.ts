import { Fault, faultOf, offline } from './fault'
import { session, type Session } from './session'

/** A page of a list; no next_cursor means that it was the last. */
export type Page<T> = { items: T[]; next_cursor?: string }

export type Query = Record<string, string | number | boolean | undefined | null>

export type CallOptions = {
  query?: Query
  signal?: AbortSignal
  /**
   * One key per intention, not per try: keep it over retries, so that a doubled
   * click or a retry after a lost answer is done once. Without one, each call
   * is its own intention.
   */
  key?: string
  /** The ETag that was read, for an edit that must not overwrite someone else's. */
  ifMatch?: string
}

/** How long an answer that was asked for ahead is as good as new, in ms: as long as one on a page. */
const earlyLife = 10_000

type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** Client speaks to /api/v1: adds the token, renews it once when refused, and turns refusals into Faults. */
export class Client {
  private early = new Map<string, Promise<unknown>>()

  constructor(
    private readonly base: string,
    private readonly session: Pick<Session, 'access' | 'refresh'>,
    private readonly fetch: Fetch = (input, init) => globalThis.fetch(input, init),
  ) {}

  get<T>(path: string, options: CallOptions = {}): Promise<T> {
    const address = path + queryString(options.query)
    const early = this.early.get(address) as Promise<T> | undefined
    this.early.delete(address)
    return early ?? this.call<T>('GET', path, undefined, options)
  }

  /** Asks before the page that wants it is there. Its first question gets this answer, if it comes soon; its next ones are asked. */
  ahead<T>(path: string, options: CallOptions = {}): Promise<T> {
    const address = path + queryString(options.query)
    const asked = this.get<T>(path, options)
    this.early.set(address, asked)
    const drop = () => this.early.get(address) === asked && this.early.delete(address)
    asked.catch(drop) // the page asks by itself, and tells
    setTimeout(drop, earlyLife)
    return asked
  }

  /** What was asked ahead for one person is not for the next. */
  forget(): void {
    this.early.clear()
  }

  post<T>(path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
    return this.call<T>('POST', path, body ?? {}, { ...options, key: options.key ?? newKey() })
  }

  put<T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> {
    return this.call<T>('PUT', path, body, options)
  }

  patch<T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> {
    return this.call<T>('PATCH', path, body, options)
  }

  del<T = void>(path: string, options: CallOptions = {}): Promise<T> {
    return this.call<T>('DELETE', path, undefined, options)
  }

  private async call<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<T> {
    const send = (token: string) => this.send(method, path, token, body, options)
    let answer = await send(await this.session.access())
    if (answer.status === 401 && (await this.session.refresh())) {
      answer = await send(await this.session.access())
    }
    if (!answer.ok) throw await faultOf(answer)
    if (answer.status === 204 || answer.headers.get('Content-Length') === '0') return undefined as T
    try {
      return (await answer.json()) as T
    } catch (cause) {
      const fault = new Fault({ status: answer.status, code: 'answer.unreadable', detail: `${method} ${path}` })
      fault.cause = cause
      throw fault
    }
  }

  private async send(method: string, path: string, token: string, body: unknown, options: CallOptions): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (token) headers['Authorization'] = `Bearer ${token}`
    if (options.key) headers['Idempotency-Key'] = options.key
    if (options.ifMatch) headers['If-Match'] = options.ifMatch
    const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null }
    if (body instanceof FormData) {
      init.body = body // the browser writes the boundary itself
    } else if (body instanceof Blob) {
      if (body.type) headers['Content-Type'] = body.type
      init.body = body // a file as it is: CSV, Markdown
    } else if (body !== undefined) {
      headers['Content-Type'] = 'application/json'
      init.body = JSON.stringify(body)
    }
    try {
      return await this.fetch(this.base + path + queryString(options.query), init)
    } catch (cause) {
      if (options.signal?.aborted) throw cause // the page left: nobody's fault
      throw offline(cause)
    }
  }
}

export function queryString(query: Query | undefined): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') parts.set(name, String(value))
  }
  const text = parts.toString()
  return text ? `?${text}` : ''
}

export function newKey(): string {
  return crypto.randomUUID()
}

export const api = new Client('/api/v1', session)
