import type { TFunction } from 'i18next'

/** A text in one language, or in several. */
export type Words = string | { zh?: string; en?: string }

export function said(words: Words | undefined, language: string): string {
  if (words === undefined || typeof words === 'string') return words ?? ''
  return (language === 'en' ? words.en : words.zh) ?? words.zh ?? words.en ?? ''
}

export type Rung = { what: 'procedures' | 'rounds' | 'quality'; have: number; need: number }

export type Requirement = {
  tag: string
  days: number
  enough: number
  levels: Rung[][]
  lessons: { procedure: string; title: Words; edition: number }[]
  changes: { procedure: string; title: Words; edition: number; at: string; waiting: number; restored: number }[]
}

export type EventReserve = {
  request_id: string
  event: string
  starts: string
  ends: string
  needed: number
  accepted: number
  seats: number
  certified: number
  lapsing: number
  in_training: number
  short: number
  by_skill: { skill: string; certified: number; in_training: number }[]
  by_level: number[]
}

export type Reserve = {
  certified: number
  suspended: number
  in_training: number
  expiring: number
  needed: number
  short: number
  events: EventReserve[]
  rows: { item: string; marked: number; share_bp: number }[]
  procedures: { procedure: string; title: Words; certified: number; blocked: number }[]
}

export type Holder = { name: string; level: number; state: 'active' | 'suspended' | 'expired'; since: string; expires_at: string; stands_on: { procedure: string; edition: number; in_force: number }[] }

export type Scene = {
  opening: string
  verdict: string
  because?: string
  persona: { name: string; patience: number; temper: number; trusting: boolean; style: 'terse' | 'plain' | 'chatty' }
  needs: { name: string; ask: string; says: string }[]
  keys: { id: string; ask: string; answer: string; hidden?: boolean }[]
}

export type Scenario = {
  id: string
  source: 'procedure' | 'handoff'
  procedure: string
  title: Words
  edition: number
  stale: boolean
  lang: string
  level: number
  state: 'draft' | 'published' | 'retired'
  made_at: string
  drilled: number
  passed: number
  scene: Scene
  rehearsal?: { seq: number; agent: boolean; text: string }[]
  rehearsal_score?: number
}

export type Handoff = { chat_id: string; why: 'abandoned' | 'unanswered' | 'unhappy' | 'poor'; procedure?: string; title?: Words; opening: string; closed_at: string; made: boolean }

/** What an event asks its people to hold, in words; a brand's own tag by its value. */
export function skillIn(t: TFunction<'brand'>, tag: string): string {
  const [kind = '', value = tag] = tag.split(':')
  if (kind === 'brand') return t('certificates.tags.brand')
  if (kind === 'category') return t(`certificates.tags.${value}`, { defaultValue: value })
  if (kind === 'skill') return t(`form.skills.${value}`, { defaultValue: value })
  if (kind === 'lang') return t(`form.tongues.${value}`, { defaultValue: value })
  return value
}
