import type { Tone } from '@/ui'

/** What the program says of money. Amounts are minor units of their currency. */
export type Status = 'collecting' | 'draft' | 'review' | 'approved' | 'issued' | 'partially_paid' | 'paid' | 'uncollectible' | 'void'
export type Kind = 'invoice' | 'adjustment' | 'credit_note'

export type Head = {
  id: string
  brand_id: string
  brand_name: string
  request_id: string
  kind: Kind
  of_invoice_id: string
  number?: string
  status: Status
  currency: string
  period_from: string
  period_till: string
  as_of: string
  subtotal_minor: number
  tax_minor: number
  total_minor: number
  compensation_minor: number
  result_sha: string
  drafted_at: string
  issued_at?: string
  due_at?: string
  paid_at?: string
  collects_till?: string
  owed_minor: number
  written_off_minor: number
}

export type Line = {
  id: string
  n: number
  code: string
  rule_id: string
  version: string
  dims: Record<string, string> | null
  qty: number
  unit_micro: number
  amount_minor: number
  evidence_root?: string
  evidence_count: number
}

export type Link = { id: string; kind: Kind; number?: string; status: Status; total_minor: number; as_of: string }

export type Dispute = {
  id: string
  brand_id: string
  invoice_id: string
  line_id: string
  reason: string
  amount_minor: number
  outcomes: number
  state: 'opened' | 'upheld' | 'rejected'
  opened_at: string
  answer_by: string
  answer?: string
  code: string
  in_review: boolean
  steps: Step[]
}

/** One thing that became of a dispute. */
export type Step = { kind: 'opened' | 'redrafted' | 'moved' | 'issued' | 'upheld' | 'rejected'; at: string; amount_minor: number; words?: string }

export type Gateway = { op: string; state: string; attempts: number; provider_id?: string; last_error?: string }

export type Invoice = Head & {
  doc_sha?: string
  seal?: { day: string; root: string; last_block: number }
  paid_ref?: string
  lines: Line[]
  facts: { outcomes: number; corrections: number; bookings: number; root: string }
  warnings: string[]
  chain: Link[]
  disputes: Dispute[]
  gateway: Gateway[]
}

export type Floor = {
  guarantee: string
  version: string
  service: string
  channel?: string
  dimension: string
  floor_ppm: number
  counted: number
  good: number
  short: number
  owed_minor: number
  cap_minor: number
}

export type Exposure = {
  brand_id: string
  currency: string
  period_from: string
  period_till: string
  at: string
  outcomes: number
  subtotal_minor: number
  total_minor: number
  compensation_minor: number
  floors: Floor[]
  lines: Line[]
}

/** How a running bill came about: what the guarantees would have paid at each instant, and the most that they could. */
export type Course = { brand_id: string; currency: string; points: { at: string; subtotal_minor: number; compensation_minor: number; cap_minor: number }[] }

export type Evidence = {
  id: string
  chat_id: string
  service: string
  channel: string
  shopper_ref: string
  intent?: string
  event_at: string
  resp_ms: number
  csat?: number
  flags: string[]
  order_ref?: string
  net_minor?: number
  corrections: string[]
  leaf: string
}

export const tones: Record<string, Tone> = { collecting: 'plain', draft: 'plain', review: 'primary', approved: 'accent', issued: 'warn', partially_paid: 'warn', paid: 'good', uncollectible: 'bad', void: 'plain', opened: 'warn', upheld: 'good', rejected: 'plain' }

/** What a line is to its reader: money for us, money back to the brand, or a promise kept by charging nothing. */
export function lineIs(line: Pick<Line, 'code' | 'amount_minor'>): 'fee' | 'back' | 'free' {
  if (line.code === 'compensation' || line.code === 'incentive' || line.amount_minor < 0) return 'back'
  return line.code.endsWith('_free') || line.code === 'held' || line.code === 'no_rule' ? 'free' : 'fee'
}

/** A price in millionths of a major unit, as the minor units that it is nearest to, and whether that is exact. */
export function minorOf(micro: number, currency: string): { minor: number; exact: boolean } {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const one = 10 ** (6 - digits)
  return { minor: Math.round(micro / one), exact: micro % one === 0 }
}

/** A count's share in basis points; nothing counted is nothing missed. */
export function shareBp(good: number, counted: number): number {
  return counted === 0 ? 10_000 : Math.floor((good * 10_000) / counted)
}

/** Groups earnings by day in the reader's zone, oldest first, with every day between. */
export function byDay(earned: { starts: string; amount_minor: number }[]): { day: string; minor: number }[] {
  const sums = new Map<string, number>()
  for (const one of earned) {
    const when = new Date(one.starts)
    const day = `${when.getFullYear()}-${String(when.getMonth() + 1).padStart(2, '0')}-${String(when.getDate()).padStart(2, '0')}`
    sums.set(day, (sums.get(day) ?? 0) + one.amount_minor)
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, minor]) => ({ day: day.slice(5), minor }))
}
