/** What the desk's routes answer, as far as the screen reads it. */
export type Words = string | { zh?: string; en?: string }

export type Chat = {
  id: string
  brand_id: string
  shopper_ref: string
  channel: string
  state: 'bot' | 'waiting' | 'human' | 'closed'
  epoch: number
  last_seq: number
  reason?: string
  priority: number
  intent?: string
  tags: string[]
  sentiment: number
  opened_at: string
  shopper_at?: string
  reply_at?: string
  waiting_since?: string
}

export type Citation = { source: string; id: string; title: string; version?: number; quote?: string }

export type Message = {
  seq: number
  author: 'shopper' | 'bot' | 'agent' | 'system'
  agent_id?: string // who of us
  key: string
  text: string
  at: string
  citations?: Citation[]
  skus?: string[]
  images?: string[]
  actions?: { name: string }[]
}

export type Conversation = { chat: Chat; messages: Message[] }

export type Board = {
  state: string
  why?: string
  next_state?: string
  since: string
  shift?: { id: string; brand_id: string; brand_name: string; ends: string }
  capacity: number
  chats: Chat[]
  reservations: { id: string; chat: Chat; why: string; lapses_at: string }[]
  wrap_ups: { chat_id: string; ends_at: string }[]
  now: string
}

export type Failed = { guard: string; because: Words }

export type Step = {
  id: string
  kind: 'ask' | 'check' | 'act' | 'say' | 'person'
  text: Words
  action?: string
  state: 'done' | 'next' | 'skipped' | 'todo' | 'blocked'
  evidence?: { seq?: number; by: string; what?: string }[]
  failed?: Failed[]
}

export type Possible = { name: string; order_id?: string; allowed: boolean; done: boolean; failed: Failed[]; missing: { fact: string; ask: Words }[]; confirm?: string; args?: Record<string, unknown> }

export type Draft = { id: string; kind: string; text: string; citations: Citation[]; skus?: string[] }

export type Card = { product: string; sku?: string; name: string; price_minor: number; currency: string; stock: number; reasons: Words[]; link: string }

export type OrderRow = { id: string; state: string; state_text: Words; amount_minor: number; currency: string; items: string[]; at?: string; parcel?: string; current: boolean }

export type Aside = { n: number; kind: 'note' | 'ask' | 'whisper'; person_id: string; text: string; at: string }

export type Hints = {
  chat_id: string
  seq: number
  at: string
  why: { reason: string; sentence: Words; summary?: string; done?: string[]; facts?: Record<string, unknown> }
  intent?: string
  confidence: number
  who: { ref: string; name?: string; tier?: string; contacts_24h: number; tags: { tag: string; seq?: number }[]; orders: OrderRow[]; earlier: { id: string; at: string; intent?: string; outcome?: string; csat?: number }[] }
  track: { procedure: string; version: string; title: Words; steps: Step[]; next?: string; confirmed_seq?: number; actions: Possible[] } | null
  drafts: Draft[]
  products: Card[]
  opportunities: { kind: string; text: Words; at_stake_minor: number; currency: string }[]
  cases: { question: string; answer: string; outcome: string; csat?: number }[]
  notes: { id: string; text: Words; since?: string; till?: string }[]
  asides: Aside[]
  held_out?: boolean
  translates?: boolean
}

export type Hit = { rule: string; kind: string; level: 'log' | 'warn' | 'mask' | 'block'; start: number; end: number; text: string; replace: string }

export type Ruling = { level: 'pass' | 'log' | 'warn' | 'mask' | 'block'; hits: Hit[]; rewrite: string }

export type Summary = { text: string; done: string[]; open?: string; outcome: string; reason: Words; tags: string[] }

/** A text of the server in the reader's language, or in whichever it has. */
export function inWords(words: Words | undefined, language: string): string {
  if (!words) return ''
  if (typeof words === 'string') return words
  return (language.startsWith('zh') ? words.zh : words.en) ?? words.zh ?? words.en ?? ''
}

/** Messages of two reads as one list: each seq once, in order. */
export function merged(before: Message[], more: Message[]): Message[] {
  const bySeq = new Map(before.map((one) => [one.seq, one]))
  for (const one of more) bySeq.set(one.seq, one)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
