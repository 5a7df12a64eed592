import { expect, test } from 'vitest'
import { changed, holds, weekOf } from './week'

const now = new Date(2026, 10, 9, 10).getTime()
const [today, tomorrow] = weekOf(now, 2)
const morning = tomorrow!.cells[0]!
const noon = tomorrow!.cells[1]!
const iso = (at: number) => new Date(at).toISOString()

// Law: what is put in is held, what is taken out is not, and nothing else moves.
test('a part put in and taken out again leaves what was there', () => {
  const before = [{ starts: iso(noon.starts), ends: iso(noon.ends) }]
  const more = changed(before, morning, true, now)
  expect(more).toEqual([{ starts: iso(morning.starts), ends: iso(noon.ends) }]) // they touch: one time
  expect(holds(more, morning)).toBe('all')
  expect(changed(more, morning, false, now)).toEqual(before)
})

test('a part that is half free says so', () => {
  expect(holds([{ starts: iso(morning.starts), ends: iso(morning.starts + 3_600_000) }], morning)).toBe('some')
})

test('what is over is not sent', () => {
  const gone = { key: 'x', starts: now - 7_200_000, ends: now - 3_600_000 }
  expect(changed([], gone, true, now)).toEqual([])
  expect(changed([], today!.cells[0]!, true, now)).toHaveLength(1)
})

test('no piece is longer than two days', () => {
  let hours: { starts: string; ends: string }[] = []
  for (const { cells } of weekOf(now, 4)) for (const cell of cells) hours = changed(hours, cell, true, now)
  for (const one of hours) expect(Date.parse(one.ends) - Date.parse(one.starts)).toBeLessThanOrEqual(48 * 3_600_000)
})
