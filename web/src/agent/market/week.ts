import type { Hours } from './shape'

/** A part of a day that an agent can say yes or no to. */
export const parts = [
  { key: 'morning', from: 8, till: 12 },
  { key: 'afternoon', from: 12, till: 18 },
  { key: 'evening', from: 18, till: 24 },
  { key: 'night', from: 24, till: 32 }, // till eight the next morning
] as const

export type Cell = { key: string; starts: number; ends: number }

/** The days from now on, each with its parts, as instants of the browser's own clock. */
export function weekOf(now: number, days: number): { day: number; cells: Cell[] }[] {
  const first = new Date(now)
  first.setHours(0, 0, 0, 0)
  return Array.from({ length: days }, (_, n) => {
    const hour = (h: number) => new Date(first.getFullYear(), first.getMonth(), first.getDate() + n, h).getTime()
    return { day: hour(0), cells: parts.map(({ key, from, till }) => ({ key: `${n}:${key}`, starts: hour(from), ends: hour(till) })) }
  })
}

/** Whether the hours hold a whole cell, some of it, or none. */
export function holds(hours: Hours[], cell: Cell): 'all' | 'some' | 'none' {
  let held = 0
  for (const one of hours) held += Math.max(0, Math.min(cell.ends, Date.parse(one.ends)) - Math.max(cell.starts, Date.parse(one.starts)))
  return held >= cell.ends - cell.starts ? 'all' : held > 0 ? 'some' : 'none'
}

/** The hours with a cell put in or taken out, in order, joined where they touch; what is over is left out. */
export function changed(hours: Hours[], cell: Cell, free: boolean, now: number): Hours[] {
  const cut = hours.flatMap((one) => {
    const [starts, ends] = [Date.parse(one.starts), Date.parse(one.ends)]
    return [
      [starts, Math.min(ends, cell.starts)],
      [Math.max(starts, cell.ends), ends],
    ].filter(([from, till]) => from! < till!) as [number, number][]
  })
  if (free) cut.push([cell.starts, cell.ends])
  const joined: [number, number][] = []
  for (const [from, till] of cut.filter(([, till]) => till > now).sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    // A free time is at most two days long: the API refuses more in one piece.
    if (last && from <= last[1] && till - last[0] <= 48 * 3_600_000) last[1] = Math.max(last[1], till)
    else joined.push([last ? Math.max(from, last[1]) : from, till])
  }
  return joined.filter(([from, till]) => from < till).map(([from, till]) => ({ starts: new Date(from).toISOString(), ends: new Date(till).toISOString() }))
}
