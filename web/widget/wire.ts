/** What travels between the widget and the program: the shapes of /widget/v1. */

export type Citation = { title: string; quote: string; url?: string }

export type Message = {
  seq: number
  key?: string
  author: 'shopper' | 'bot' | 'agent' | 'system'
  name?: string
  text: string
  at: string
  citations?: Citation[]
  /** Attachments by the id that opens them; "voice:" begins a voice message's. */
  images?: string[]
}

/** Who holds the chat and what may be done in it. */
export type Standing = {
  owner: 'bot' | 'waiting' | 'agent' | 'closed'
  agent_name?: string
  /** Place in the queue and the wait that the queue really expects; absent when it cannot say. */
  place?: number
  wait_seconds?: number
  /** The server takes pictures in this chat. */
  pictures?: boolean
  rated?: boolean
}

export type Opened = { chat_id: string; token: string; messages: Message[]; standing?: Standing }
export type Batch = { items: Message[]; standing?: Standing }
export type Push = { topic: string; kind: 'message' | 'typing' | 'standing' | string; seq: number; data: unknown }

export type Opening = { brand: string; locale: string; shopper_ref?: string; page_url?: string; order_ref?: string }

/** A refusal with the status it came with; 0 when there was no answer at all. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code)
  }
}

export type Wire = {
  /** The same key again gives the same conversation. */
  open(key: string, opening: Opening): Promise<Opened>
  post(chat: string, token: string, key: string, text: string): Promise<Message>
  /** A picture, or a voice message, as it is. */
  attach(chat: string, token: string, key: string, kind: 'pictures' | 'voice', file: Blob): Promise<Message>
  since(chat: string, token: string, seq: number): Promise<Batch>
  rate(chat: string, token: string, score: number): Promise<void>
}

export function wireTo(origin: string): Wire {
  const at = (chat: string, rest: string) => `${origin}/widget/v1/chats/${encodeURIComponent(chat)}${rest}`
  const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } as Record<string, string> })
  return {
    open: (key, opening) => call('POST', `${origin}/widget/v1/chats`, '', keyed(key, json(opening))),
    post: (chat, token, key, text) => call('POST', at(chat, '/messages'), token, keyed(key, json({ key, text }))),
    attach: (chat, token, key, kind, file) => {
      return call('POST', at(chat, `/${kind}`), token, keyed(key, { body: file, headers: { 'Content-Type': 'application/octet-stream' } }))
    },
    since: (chat, token, seq) => call('GET', at(chat, `/messages?since=${seq}`), token, { headers: {} }),
    rate: (chat, token, score) => call('POST', at(chat, '/rating'), token, keyed(`rating-${chat}`, json({ score }))),
  }
}

type Parcel = { body?: BodyInit; headers: Record<string, string> }

function keyed(key: string, parcel: Parcel): Parcel {
  return { ...parcel, headers: { ...parcel.headers, 'Idempotency-Key': key } }
}

async function call<T>(method: string, url: string, token: string, parcel: Parcel): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...parcel.headers }
  if (token) headers['Authorization'] = `Bearer ${token}`
  let answer: Response
  try {
    // No cookies: the chat's own token says who speaks, whatever else the shop's page holds.
    answer = await fetch(url, { method, headers, credentials: 'omit', ...(parcel.body === undefined ? {} : { body: parcel.body }) })
  } catch {
    throw new Refused(0, 'line.down')
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { code?: unknown }
    throw new Refused(answer.status, typeof problem.code === 'string' ? problem.code : `http.${answer.status}`)
  }
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T)
}
