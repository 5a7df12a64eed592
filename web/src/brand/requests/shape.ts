/** What the API says of a request and its steps. */

export type RequestState = 'draft' | 'forecast' | 'quoted' | 'booked' | 'filling' | 'filled' | 'running' | 'settled' | 'cancelled'

export type Listed = {
  id: string
  event: string
  kind: string
  starts: string
  ends: string
  state: RequestState
  plan: string
  people_at_peak: number
  seats: number
  seats_accepted: number
}

export type Request = {
  id: string
  event: string
  kind: string
  starts: string
  ends: string
  opens: number
  closes: number
  timezone: string
  channels: string[]
  categories: string[]
  languages: string[]
  require: string[]
  multiplier?: number
  deflection_bp: number
  plan: string
  budget_minor?: number
  in_parts: boolean
  state: RequestState
}

export type Past = { channel: string; intervals: number; since: string; last: string; contacts: number }

export type Imported = { accepted: number; refused: { where: string; wanted: string; got?: string }[]; refused_count: number }

export type Point = { channel: string; start: string; mean: number; p10: number; p50: number; p90: number; human_mean: number; agents: number; agents_paid: number; service_level_bp: number; occupancy_bp: number }

export type Accuracy = { grain: string; wape: number; wape_mean4: number; wape_poisson_floor: number }

export type ChannelReport = {
  channel: string
  days: number
  methods: { method: string; weight: number }[] | null
  backtest_origins: number
  accuracy?: Accuracy[]
  p10_p90_coverage?: number
  events?: { name: string; multiplier: number; cv: number; from: string }[]
  notes?: string[]
}

export type Prospect = {
  points: Point[]
  report: {
    made_at: string
    channels: ChannelReport[]
    channels_without_history: string[] | null
    handling_s: Record<string, number>
    deflection_bp: number
    staffing: { answer_in_s: number; target_bp: number; patience_s: number; concurrency: number; shrinkage_bp: number; max_occupancy_bp: number }
    people_at_peak: number
    peak_at: string
    agent_hours: number
    contacts: number
    human_contacts: number
  }
}

export type Line = { code: string; qty: number; unit_micro: number; amount_minor: number; estimated: boolean }

export type Guarantee = { id: string; dimension: string; floor_ppm: number; unit_minor: number; cap_bp: number }

export type Quote = {
  id: string
  currency: string
  total_minor: number
  agent_hours: number
  fill_bp: number
  pool: { agents: number; eligible: number; certifiable: number; seats: number; planned: number }
  lines: Line[]
  terms: { promise: string; tax: { mode: string; bp: number }; version: { guarantees?: Guarantee[]; total_cap_bp?: number; late_after_ms?: number; late_is_free?: boolean; reopen_days?: number; rules: { id: string; kind: string; bp?: number; clawback_days?: number }[] } }
  over_budget: boolean
  made_at: string
  expires_at: string
  booked_at?: string
}

export type Cover = { start: string; need: number; seats: number; offered: number; accepted: number }

export type Gap = {
  slot: string
  missing: number
  why: string
  starts: string
  ends: string
  need: number
  stopped?: Record<string, number>
  free?: number
  lacking?: string[]
}

export type Coverage = {
  state: RequestState
  covers: Cover[]
  gaps: Gap[]
  seats: number
  seats_offered: number
  seats_accepted: number
  fill?: { state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'; why: string; progress_bp: number; copies: number; asked_at: string; done_at?: string; error?: string }
  objective: number
  bound: number
}

/** How far a request is: the index of the step that it stands at. */
export const steps = ['forecast', 'quote', 'book', 'fill', 'run'] as const
export type Step = (typeof steps)[number]

export function stepOf(state: RequestState): Step {
  switch (state) {
    case 'draft':
      return 'forecast'
    case 'forecast':
      return 'quote'
    case 'quoted':
      return 'book'
    case 'booked':
    case 'filling':
      return 'fill'
    default:
      return 'run'
  }
}

export const isBooked = (state: RequestState): boolean => !['draft', 'forecast', 'quoted', 'cancelled'].includes(state)
