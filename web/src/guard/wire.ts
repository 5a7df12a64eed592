/** What the guard's routes answer, as far as the screens read it. */
export type RuleLine = {
  id: string
  kind: string
  level: 'log' | 'warn' | 'mask' | 'block'
  match: 'exact' | 'fuzzy'
  own: boolean
  off: boolean
  words: number
  some: string[]
  pattern?: string
  detect?: string
  channels: string[]
  authors: string[]
  from?: string
  till?: string
  allow: string[]
  hits: number
  overridden: number
}

export type Book = { version: number; rules: RuleLine[] }

export type Rules = { version: number; source: string; off: string[]; allow: Record<string, string[]>; note?: string; by?: string; at?: string }

export type Trial = { messages: number; blocked: number; by_rule: { rule: string; hits: number; share_bp: number; examples: string[] }[] }

export type Imported = { rules: number; words: number; wrong: { where: string; wanted: string; got?: string }[]; source: string; replace: string[] }

export type Version = { version: number; by: string; at: string; note?: string; size: number; off: number }

export type Appeal = {
  id: string
  rule: string
  kind: string
  level: string
  word: string
  text: string
  says?: string
  at: string
  state: 'open' | 'allowed' | 'refused'
  phrase?: string
  answer?: string
  decided_at?: string
}

export type Hit = { rule: string; kind: string; level: string; start: number; end: number; text: string; replace: string }

export type Ruling = { level: string; hits: Hit[]; rewrite: string }

export type Comparison = {
  trial: boolean
  enough: boolean
  need: number
  with: number
  without: number
  holdout_bp: number
  figures: { name: string; with: number; without: number; difference: number; low: number; high: number }[]
}

export type Counted = { kind: string; offered: number; taken: number; edited: number; ended_well: number }

export type Notice = { id: string; text: { zh?: string; en?: string }; since: string; till: string; at: string; acks: { agent_id: string; at: string }[] }

export const tones = { log: 'plain', warn: 'warn', mask: 'primary', block: 'bad' } as const

/** A figure as it is read: seconds and counts to one place, shares in percent. */
export function figure(name: string, value: number, locale: string): string {
  const share = name === 'resolved'
  return new Intl.NumberFormat(locale, share ? { style: 'percent', maximumFractionDigits: 1 } : { maximumFractionDigits: 1 }).format(value)
}

/** Whether the interval leaves zero out, and if so to which side. */
export function verdict(one: { low: number; high: number }): 'more' | 'less' | 'open' {
  if (one.low > 0) return 'more'
  return one.high < 0 ? 'less' : 'open'
}
