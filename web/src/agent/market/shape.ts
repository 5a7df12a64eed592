/** What the API says of an agent's shifts. */

export type Rules = { free_until: string; confirm_from: string[]; no_show_at: string; brand_pays: { within_hours: number; share_bp: number }[] }

export type Reason = {
  certificate?: string
  holds: string[]
  preferred: string[]
  wished: boolean
  chosen: boolean
  known: boolean
  night_bp: number
  base_minor: number
  bonuses?: { code: 'night' | 'urgent' | 'standby'; minor: number }[]
}

export type Confirming = { hours_before: number; asked_at: string; second_at?: string; due_at: string; answered_at?: string; missed_at?: string }

export type ShiftState = 'offered' | 'accepted' | 'working' | 'done' | 'declined' | 'lapsed' | 'released' | 'no_show' | 'cancelled'

export type Shift = {
  id: string
  slot_id: string
  event: string
  brand_name: string
  starts: string
  ends: string
  timezone: string
  kind: 'work' | 'standby'
  origin: 'plan' | 'claim' | 'swap' | 'standby' | 'backfill'
  cause?: string
  state: ShiftState
  rate_minor: number
  pay_minor: number
  currency: string
  lapses_at: string
  languages: string[]
  channels: string[]
  reason: Reason
  rules: Rules
  in_parts: boolean
  confirmations?: Confirming[]
  compensation?: { share_bp: number; amount_minor: number; currency: string }
  appeal?: 'open' | 'upheld' | 'refused'
  mark?: 'late' | 'no_show' | 'unconfirmed'
  late_release: boolean
  worked_s: number
}

export type Open = {
  slot_id: string
  brand_name: string
  brand_slug: string
  event: string
  timezone: string
  kind: 'work' | 'standby'
  starts: string
  ends: string
  seats: number
  in_parts: boolean
  rate_minor: number
  pay_minor: number
  currency: string
  reason: Reason
  rules: Rules
  missing: string[]
  opens_with?: string
  stopped_by?: string
}

/** What a part of a seat pays, and what of the seat goes on to others. */
export type PartOffer = { starts: string; ends: string; rate_minor: number; pay_minor: number; currency: string; reason: Reason; rules: Rules; left: { starts: string; ends: string }[] }

export type Hours = { starts: string; ends: string }

export type Swap = {
  id: string
  shift_id: string
  mine: boolean
  colleague?: string
  brand_name: string
  event: string
  timezone: string
  kind: 'work' | 'standby'
  starts: string
  ends: string
  against_id?: string
  state: 'open' | 'taken' | 'declined' | 'withdrawn' | 'lapsed'
  why: string
  lapses_at: string
  rate_minor?: number
  pay_minor?: number
  currency?: string
}

export type Colleague = { agent_id: string; name: string; against_id?: string; starts?: string; ends?: string; brand_name?: string }

/** The confirmation that waits for an answer, if any: the nearest to its end. */
export function asked(shift: Shift): Confirming | undefined {
  if (shift.state !== 'accepted') return undefined
  return shift.confirmations?.filter((one) => !one.answered_at && !one.missed_at).sort((a, b) => a.due_at.localeCompare(b.due_at))[0]
}

/** What reads anew when a shift changed. */
export const touched = ['/agent/offers', '/agent/shifts', '/agent/opportunities', '/agent/swaps', '/agent/reliability']
