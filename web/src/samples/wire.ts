import type { Words } from './words'

/** A conversation that was drawn for a person to look at as well. */
export type Sample = { chat_id: string; epoch: number; brand_name: string; at: string; rows: number; alike: number; score?: number; by?: string; looked_at?: string }

/** One row of the rubric over all second looks. */
export type Agreed = { id: string; looked: number; alike: number; harder: number; softer: number }

export type Samples = { drawn: Sample[]; agreement: Agreed[] }

export const sights = ['full', 'part', 'none'] as const
export type Sight = (typeof sights)[number]

/** A row to look at; what the rules made of it comes only after the look. */
export type SampleRow = { place: number; id: string; points: number; rules?: { got: number; seq: number; says: Words; better?: string }; person?: { place: number; saw: Sight; note?: string } }

export type Opened = Sample & { items: SampleRow[] }

/** What the rules saw, in a person's three words. */
export function sightOf(got: number, points: number): Sight {
  if (got >= points) return 'full'
  return got <= 0 ? 'none' : 'part'
}

/** All rows together. */
export function together(rows: Agreed[]): { looked: number; alike: number } {
  return rows.reduce((sum, row) => ({ looked: sum.looked + row.looked, alike: sum.alike + row.alike }), { looked: 0, alike: 0 })
}
