/** What the API says of things that happened. */

export type Notification = {
  id: string
  kind: string
  shift_id?: string
  request_id?: string
  brand_name?: string
  by: string
  why: string
  about: { event?: string; timezone?: string; starts?: string; ends?: string; seat?: 'work' | 'standby'; cause?: string; before?: string; amount_minor?: number; currency?: string; outcome?: string }
  at: string
  read: boolean
}

export type Side = 'agent' | 'brand'

/** Where a notification leads: the shift, the market, the request; nowhere for what is only to be known. */
export function leadsTo(side: Side, one: Notification): string | undefined {
  if (side === 'brand') return one.request_id ? `/brand/requests/${one.request_id}` : undefined
  if (one.kind === 'offered' || one.kind === 'swap_asked') return '/agent/market'
  return one.shift_id ? `/agent/shifts/${one.shift_id}` : undefined
}

/** Pushes that may mean something new in an inbox. */
export const tells = new Set(['offer', 'shift', 'fill'])
