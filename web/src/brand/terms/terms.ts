import { readBack, type Form } from '@/ui/readBack'

/** A contract's version as the builder edits it: prices in major units as people type them. */
export type Tier = { up_to?: number; unit_micro: number }
export type Rule = { id: string; kind: string; service?: string; channel?: string; tiers?: Tier[]; confirmed_micro?: number; assumed_micro?: number; fee_minor?: number; bp?: number; clawback_days?: number; seat_micro?: number }
export type Floor = { id: string; service: string; dimension: string; floor_ppm: number; unit_minor: number; cap_bp: number }
export type Band = { min: number; bp: number }
export type Surcharge = { id: string; bp: number; from?: string; till?: string; dates?: string[] }
export type Version = {
  rules: Rule[]
  guarantees?: Floor[]
  total_cap_bp?: number
  commitment?: { minor: number }
  incentive?: { rule: string; mode: 'graduated' | 'all_units'; bands: Band[] }
  rates?: Surcharge[]
  late_after_ms?: number
  late_is_free?: boolean
  [more: string]: unknown
}

export type Sample = {
  clause: string
  shows: string
  given: Record<string, number>
  lines: { code: string; rule_id?: string; qty: number; amount_minor: number; dims?: Record<string, string> }[]
  compensation_minor: number
  subtotal_minor: number
  tax_minor: number
  total_minor: number
}

export type Shown = { currency: string; examples: Sample[]; warnings: string[] }

/** The examples of one clause, in their order. */
export function examplesOf(shown: Shown | undefined, clause: string): Sample[] {
  return (shown?.examples ?? []).filter((one) => one.clause === clause)
}

/** Where in the terms a refusal points: "versions[0].rules[1].tiers[0]" is rules[1]. */
export function clauseOf(where: string): string {
  const found = /(rules|guarantees|rates|incentive\.bands)\[\d+\]|commitment|incentive|total_cap_bp|late_after_ms/.exec(where)
  return found ? found[0] : ''
}

const wanted: Form[] = [
  ['tier', /^above the tier before, and none on the last tier$/],
  ['band', /^above the band before$/],
  ['range', /^a whole number from (?<least>\d+) to (?<most>\d+)$/],
  ['late', /^above zero: late_is_free says that what is late is free$/],
  ['hours', /^two different times HH:MM, or none$/],
  ['date', /^a date, such as .+$|^each date once$/],
  ['promised', /^a dimension that .+ does not promise already$/],
]

/** What a clause was to be, for both languages. */
export const wantedOf = (text: string) => readBack(wanted, text)

/** A copy of the terms with one rule changed. */
export function withRule(terms: Version, at: number, next: Partial<Rule>): Version {
  return { ...terms, rules: terms.rules.map((rule, i) => (i === at ? { ...rule, ...next } : rule)) }
}

export function withFloor(terms: Version, at: number, next: Partial<Floor>): Version {
  return { ...terms, guarantees: (terms.guarantees ?? []).map((floor, i) => (i === at ? { ...floor, ...next } : floor)) }
}

/** Tiers stay graduated: the last has no end. */
export function withTier(tiers: Tier[], at: number, next: Partial<Tier>): Tier[] {
  return tiers.map((tier, i) => (i === at ? { ...tier, ...next } : tier))
}

export function addTier(tiers: Tier[]): Tier[] {
  const last = tiers[tiers.length - 1] ?? { unit_micro: 1_000_000 }
  const before = tiers[tiers.length - 2]?.up_to ?? 0
  return [...tiers.slice(0, -1), { up_to: before + 5000, unit_micro: last.unit_micro }, { unit_micro: last.unit_micro }]
}

export function dropTier(tiers: Tier[], at: number): Tier[] {
  const left = tiers.filter((_, i) => i !== at)
  const last = left.pop()
  return last ? [...left, { unit_micro: last.unit_micro }] : tiers
}
