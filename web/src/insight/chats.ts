/** A conversation in a list. */
export type ChatRow = {
  id: string
  brand_id: string
  brand_name: string
  shopper_ref: string
  channel: string
  state: State
  outcome?: string
  intent?: string
  reason?: string
  agent_name?: string
  csat?: number
  sentiment: number
  messages: number
  opened_at: string
  closed_at?: string
  waiting_since?: string
}

export type State = 'bot' | 'waiting' | 'human' | 'closed'

export const holders = ['bot', 'waiting', 'human', 'closed'] as const

export const numbersUnder = ['closed', 'resolved', 'escalated', 'passed_on', 'abandoned', 'unanswered', 'taken', 'late', 'scored', 'unhappy', 'guard', 'assisted'] as const

/** A conversation as it was. */
export type Replay = {
  chat: Chat
  brand_name: string
  messages: Message[]
  moves: Move[]
  agents: Record<string, string>
}

export type Chat = {
  id: string
  shopper_ref: string
  channel: string
  locale: string
  page_url?: string
  order_ref?: string
  state: State
  agent_id: string
  reason?: string
  priority: number
  need: string[]
  handoff?: Handoff
  intent?: string
  tags: string[]
  sentiment: number
  opened_at: string
  handed_at?: string
  taken_at?: string
  human_at?: string
  answered_at?: string
  closed_at?: string
  close_reason?: string
  outcome?: string
  csat?: number
}

export type Message = {
  seq: number
  author: 'shopper' | 'bot' | 'agent' | 'system'
  agent_id: string
  text: string
  at: string
  substantive: boolean
  citations?: Citation[]
  actions?: Did[]
  skus?: string[]
  images?: string[]
  choices?: string[]
  why?: BotWhy
}

export type Citation = { source: string; id: string; title: string; version?: number; quote?: string }
export type Did = { name: string; args?: Record<string, unknown>; result?: Record<string, unknown> }
export type Candidate = { intent: string; title?: string; confidence: number }

/** One question of a message that asks several; "later" waits behind a procedure. */
export type Part = { text: string; path: string; intent: string; title?: string; confidence: number }

/** What led the bot to say it; what another author leaves here is not read. */
export type BotWhy = {
  intent?: string
  confidence?: number
  tags?: string[] | null
  sentiment?: string
  why?: { path?: string; candidates?: Candidate[]; context?: string; parts?: Part[] | null; phrasing?: string; before?: string; failed?: { guard: string; because?: string | { zh?: string; en?: string } }[] | null; guard_in?: string[]; guard_out?: string[]; gap?: boolean }
}

export type Move = { epoch: number; from: State; to: State; agent_id: string; why: string; at: string }

export type Handoff = {
  reason?: string
  rule_id?: string
  priority?: number
  customer?: { id?: string; tags?: string[] | null; tier?: string; contact_count_24h?: number }
  identity?: { verified?: boolean; method?: string }
  order?: { id?: string; status?: string; items?: string[] | null; amount?: number } | null
  intent?: { id?: string; confidence?: number; alternatives?: Candidate[] | null }
  sentiment?: { now?: string; trend?: string }
  required_skills?: { tag: string }[] | null
  sop?: { id?: string; version?: string; step_reached?: string; facts_collected?: Record<string, unknown> } | null
  bot_summary?: string
  kb_citations?: { title: string }[] | null
  actions_done?: Did[] | null
  open_question?: string
}

export const nobody = '00000000-0000-0000-0000-000000000000'

/** How long each stretch took, from the log's own clocks; what has not happened is left out. */
export function clocks(chat: Chat): { key: 'bot' | 'wait' | 'first' | 'whole'; ms: number }[] {
  const at = (text: string | undefined) => (text ? Date.parse(text) : undefined)
  const [opened, handed, taken, human, closed] = [at(chat.opened_at)!, at(chat.handed_at), at(chat.taken_at), at(chat.human_at), at(chat.closed_at)]
  const out: { key: 'bot' | 'wait' | 'first' | 'whole'; ms: number }[] = []
  const botTill = handed ?? closed
  if (botTill !== undefined) out.push({ key: 'bot', ms: botTill - opened })
  if (handed !== undefined && taken !== undefined) out.push({ key: 'wait', ms: taken - handed })
  if (handed !== undefined && human !== undefined) out.push({ key: 'first', ms: human - handed })
  if (closed !== undefined) out.push({ key: 'whole', ms: closed - opened })
  return out
}

/** Mood as a word: the log keeps -1 to 1. */
export function moodOf(sentiment: number): 'good' | 'flat' | 'bad' {
  return sentiment <= -0.25 ? 'bad' : sentiment >= 0.25 ? 'good' : 'flat'
}
