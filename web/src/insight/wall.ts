import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, useTopic } from '@/api'

/** The wall as the program answers it; every share in basis points, null where there is nothing to share. */
export type Numbers = {
  closed: number
  resolved: number
  escalated: number
  passed_on: number
  handed: number
  taken: number
  abandoned: number
  abandoned_short: number
  resolution_bp: number | null
  transfer_bp: number | null
  wait_p50_ms: number | null
  wait_p90_ms: number | null
  first_response_p50_ms: number | null
  first_response_p90_ms: number | null
  ruled: number
  in_time: number
  service_level_bp: number | null
  scored: number
  good: number
  csat_bp: number | null
  response_bp: number | null
  assisted_orders: number
  assisted_gmv: Sum[]
  conversion_bp: number | null
  guard_hits: number
  guard_blocked: number
  drills: number
  drills_passed: number
  certified: number
  shifts_settled: number
  worked_ms: number
}
export type Sum = { minor: number; currency: string }
export type Now = { bot: number; waiting: number; human: number; oldest_wait_ms: number; agents: Record<string, number> }
export type BrandName = { id: string; name: string; currency: string; timezone: string }
export type BrandLine = { brand: BrandName; now: Now; numbers: Numbers }
export type Rule = { channel: string; within_ms: number; target_bp: number; from_hour: number; till_hour: number }
export type Board = {
  at: string
  brand?: BrandName
  window: { name: WindowName; from: string; till: string; event?: string }
  now: Now
  numbers: Numbers
  rules: Rule[]
  exposure?: Sum
  brands?: BrandLine[]
}
export type Point = {
  at: string
  closed: number
  resolved: number
  handed: number
  taken: number
  abandoned: number
  ruled: number
  in_time: number
  assisted_orders: number
  guard_hits: number
  wait_p90_ms: number | null
  bot: number | null
  waiting: number | null
  human: number | null
  available: number | null
}

export const windows = ['hour', 'today', 'event'] as const
export type WindowName = (typeof windows)[number]

export function windowOf(said: unknown): WindowName {
  return windows.find((one) => one === said) ?? 'hour'
}

/** Where a wall reads and listens: an operator's is of all brands or of one, a brand's of its own. */
export type Place = { wall: string; series: string; chats: string; topic: string; brand?: string | undefined }

const minutes = 60

export function useWall(place: Place, window: WindowName) {
  const known = useQueryClient()
  const query = { brand: place.brand, window }
  const board = useQuery({
    queryKey: [place.wall, query],
    queryFn: ({ signal }) => api.get<Board>(place.wall, { query, signal }),
    refetchInterval: 15_000, // while the line is lost the figures still move
    placeholderData: keepPreviousData,
  })
  const series = useQuery({
    queryKey: [place.series, { brand: place.brand }],
    queryFn: ({ signal }) => api.get<{ items: Point[] }>(place.series, { query: { brand: place.brand, minutes }, signal }),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  })
  const again = () => void known.invalidateQueries({ queryKey: [place.wall] })
  useTopic(
    place.topic,
    (push) => {
      if (push.kind !== 'wall') return
      const told = push.data as { at: string; brand_id: string; now: Now }
      if (!place.brand) known.setQueryData<Board>([place.wall, query], (was) => was && { ...was, at: told.at, now: told.now })
      again()
    },
    again,
  )
  return { board, series }
}

/** A minute's share, null where nothing happened: a line then has a gap and not a fall to zero. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 10_000) : null
}

/** The known values alone, for a sparkline; nothing when they never moved, which a line would not tell better. */
export function known(values: (number | null)[]): number[] {
  const found = values.filter((value): value is number => value !== null)
  return found.some((value) => value !== found[0]) ? found : []
}

/** The order in which states stand everywhere: those who can answer first. */
export const states = ['busy', 'available', 'wrap_up', 'break', 'training', 'forced_away', 'offline'] as const
