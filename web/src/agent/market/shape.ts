/** What the API says of an agent's shifts. */

export type Shift = {
  id: string
  event: string
  brand_name: string
  starts: string
  ends: string
  state: 'offered' | 'accepted' | 'working' | 'done' | 'released' | 'no_show' | 'cancelled'
  rate_minor: number
  pay_minor: number
  currency: string
  lapses_at: string
  languages: string[]
  channels: string[]
  reason: { certificate?: string; holds: string[]; preferred: string[]; wished: boolean; night_bp: number }
  late_release: boolean
  worked_s: number
}

export type Open = {
  slot_id: string
  brand_name: string
  brand_slug: string
  event: string
  starts: string
  ends: string
  seats: number
  rate_minor: number
  pay_minor: number
  currency: string
  missing: string[]
  opens_with?: string
  stopped_by?: string
}

export type Hours = { starts: string; ends: string }
