import type { Tone } from '@/ui'

export type RunHead = {
  id: string
  number: string
  currency: string
  driver: 'bank' | 'stripe'
  state: 'draft' | 'approved' | 'submitting' | 'settled' | 'partial' | 'void'
  made_at: string
  submitted_at?: string
  settled_at?: string
  items_count: number
  failed_count: number
  gross_minor: number
  recovered_minor: number
  tax_minor: number
  net_minor: number
}

export type Item = {
  id: string
  agent_id: string
  agent_name: string
  gross_minor: number
  recovered_minor: number
  tax_minor: number
  net_minor: number
  state: 'waiting' | 'sent' | 'paid' | 'failed' | 'reversing' | 'reversed'
  reason?: string
  reference?: string
}

export type Run = RunHead & { made_by: string; approvals: { person_id: string; name: string; at: string }[]; items: Item[] }

export type Difference = {
  id: string
  kind: string
  provider_id: string
  op: string
  ours_minor: number
  theirs_minor: number
  currency: string
  about: string
  at: string
  state: 'open' | 'gone' | 'resolved'
  found_at: string
  note?: string
}

export type Comparison = { id: string; from: string; till: string; started_at: string; ended_at?: string; listed: number; checked: number; differs: number; nightly: boolean }

export type Overview = { online: boolean; counts: { op: string; state: string; n: number }[]; runs: Comparison[] }

export type Referral = {
  id: string
  referrer_id: string
  referrer_name: string
  referred_id: string
  referred_name: string
  months: number
  bp: number
  cap_minor: number
  since: string
  till: string
  currency: string
  accrued_minor: number
  released_minor: number
}

export type Accrual = { referral_id: string; document_id: string; base_minor: number; delta_minor: number; currency: string; at: string; available_at: string; released_at?: string }

export type Wallet = {
  brand_id: string
  currency: string
  balance_minor: number
  waiting_minor: number
  moves: { at: string; kind: string; memo: string; amount_minor: number }[]
  referrals: Referral[]
}

export type Payee = { method: 'bank' | 'alipay' | 'stripe' | ''; holder: string; bank: string; account_no: string; version: number; rests_till: string }

export type Period = { invoice_id: string; number: string; currency: string; period_from: string; period_till: string; invoices_minor: number; agents_minor: number; rebates_minor: number; wallet_minor: number; margin_minor: number; off_minor: number }

export type Proof = {
  sums: { currency: string; debits_minor: number; credits_minor: number }[]
  documents: number
  documents_off: { id: string; number: string; total_minor: number; moved_minor: number; currency: string }[]
  periods: Period[]
  closed_till?: string
  snapshot_through: number
  holds: boolean
}

/** How a state looks: its word says the same. */
export const tones: Record<string, Tone> = {
  draft: 'plain', approved: 'primary', submitting: 'primary', settled: 'good', partial: 'warn', void: 'plain',
  waiting: 'plain', sent: 'primary', paid: 'good', failed: 'bad', reversing: 'warn', reversed: 'plain',
  held: 'plain', available: 'primary', in_payrun: 'primary', recovering: 'warn',
  open: 'warn', gone: 'plain', resolved: 'good', ok: 'good', rejected: 'bad', unknown: 'warn', queued: 'plain',
}
