import type { Handoff, Part } from '@/insight/chats'

/** What the bot remembers of the conversation; it is given back as it came. */
export type State = Record<string, unknown>

/** `alike` is how like it an embedding model finds the words, where one is set. */
export type Candidate = { intent: string; title?: string; confidence: number; alike?: number }

export type Citation = { article?: string; product?: string; order?: string; sop?: string; title: string; source?: string; version?: number; quote?: string }

export type Said = string | { zh?: string; en?: string }

export type Why = {
  path: string
  candidates?: Candidate[]
  context?: string
  parts?: Part[] | null
  failed?: { guard: string; because: Said }[]
  guard_in?: string[] | null
  guard_out?: string[] | null
  gap?: boolean
  phrasing?: string
  before?: string
}

export type Reply = {
  text: string
  citations: Citation[]
  actions: { name: string }[]
  handoff: Handoff | null
  intent: string
  title: string
  confidence: number
  tags: string[]
  sentiment: string
  why: Why
}

export type Answer = { reply: Reply; state: State }

/** One question asked on the bench, and what came of it. */
export type Turn = { id: string; text: string; before?: State; answer?: Answer; thrown?: unknown }

/** Where the conversation stands: behind the last question that was answered. */
export function stateOf(turns: Turn[]): State | undefined {
  return turns.findLast((turn) => turn.answer)?.answer?.state
}

export function sourceOf(one: Citation): 'article' | 'product' | 'order' | 'sop' {
  if (one.article) return 'article'
  if (one.product) return 'product'
  return one.order ? 'order' : 'sop'
}

/** The reason in the reader's language, else in the other. */
export function because(said: Said, language: string): string {
  if (typeof said === 'string') return said
  return (language.startsWith('en') ? said.en || said.zh : said.zh || said.en) ?? ''
}

/** The family of a guard's rule: insult.ours is insult. */
export const familyOf = (rule: string) => rule.split('.')[0] ?? rule
