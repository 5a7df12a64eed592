/** A text in one language, or in several. */
export type Words = string | { zh?: string; en?: string }

export function said(words: Words | undefined, language: string): string {
  if (words === undefined || typeof words === 'string') return words ?? ''
  return (language === 'en' ? words.en : words.zh) ?? words.zh ?? words.en ?? ''
}

export type Topic = { procedure: string; title: Words; edition: number; passed_edition?: number }

export type Course = {
  brand_id: string
  slug: string
  brand_name: string
  standing: 'none' | 'active' | 'suspended' | 'expired'
  lessons: Topic[]
  next: 'entry' | 'refresh'
  minutes: number
  running?: string
  level: number
  chats: number
  rung: number
  rungs: Rung[]
  languages: string[]
}

/** One thing that the next level takes. */
export type Rung = { what: 'procedures' | 'rounds' | 'quality'; have: number; need: number }

export type Certificate = {
  id: string
  brand_id: string
  brand_name: string
  tag: string
  level: number
  rounds: number
  state: 'active' | 'suspended' | 'expired'
  since: string
  expires_at: string
  note?: string
  stands_on: { procedure: string; edition: number; in_force: number }[]
}

export type Brief = {
  id: string
  brand_id: string
  brand_name: string
  kind: 'entry' | 'refresh'
  procedure: string
  title: Words
  edition: number
  level: number
  state: 'running' | 'passed' | 'failed' | 'abandoned'
  began_at: string
  ends_at: string
  finished_at?: string
  score?: number
}

export type School = { courses: Course[]; certificates: Certificate[]; drills: Brief[] }

export type Hit = { rule: string; text: string; level: string; blocks: boolean; rewrite?: string }

export type Message = { seq: number; author: 'shopper' | 'agent'; key?: string; text: string; pasted?: number; hits?: Hit[]; at: string }

export type OrderCard = {
  id: string
  state: string
  amount_minor: number
  currency: string
  created_at?: string
  paid_at?: string
  shipped_at?: string
  delivered_at?: string
  items: { product: string; name: string; options?: string; qty: number; price_minor: number }[]
  tracking?: string[]
  parcel?: string
  filed?: string[]
  trial?: string[]
}

export type StepCard = { id: string; kind: 'ask' | 'check' | 'do' | 'say' | 'person'; text: string; unless?: string[] }

export type Scenario = {
  lang: string
  brand: string
  title: Words
  persona: { name: string }
  orders: OrderCard[]
  steps: StepCard[]
  articles: { id: string; title: string; body: string }[] | null
  because?: string
}

export type Item = { id: string; points: number; got: number; seq: number; says: Words; better?: string }

export type Grade = {
  score: number
  enough: number
  passed: boolean
  right: boolean
  blocked: boolean
  verdict: string
  truth: string
  because?: string
  items: Item[]
}

/** A lost row that was written again. */
export type Again = { item: string; text: string; points: number; got: number; better?: string; says: Words; passed: boolean; at: string }

export type Beside = { drill_id: string; name: string; state: Brief['state']; last_seq: number; waits: boolean; waits_from: string; score?: number }

/** Several chats at once; the times of `focus` are in nanoseconds, as Go writes a duration. */
export type Round = { id: string; chats: Beside[]; passed: boolean; focus?: { chats: number; replies: number; switches: number; mean_switch: number; longest_wait: number } }

export type Drill = Brief & {
  left_ms: number
  extra_time: boolean
  unhurried: boolean
  round?: Round
  agains?: Again[]
  policy_changed: boolean
  scenario: Scenario
  messages: Message[]
  ending?: string
  grade?: Grade
  certificate?: Certificate
}
