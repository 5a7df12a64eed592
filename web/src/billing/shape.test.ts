import { expect, test } from 'vitest'
import { byDay, lineIs, minorOf, shareBp } from './shape'

test('a line is a fee, money back, or free', () => {
  expect(lineIs({ code: 'conversation_tier', amount_minor: 120 })).toBe('fee')
  expect(lineIs({ code: 'unanswered_free', amount_minor: 0 })).toBe('free')
  expect(lineIs({ code: 'compensation', amount_minor: -300 })).toBe('back')
  expect(lineIs({ code: 'conversion_share', amount_minor: -240 })).toBe('back')
})

// Law: a price is never shown more exact than it is.
test('a price in millionths says whether minor units hold it', () => {
  expect(minorOf(1_200_000, 'CNY')).toEqual({ minor: 120, exact: true })
  expect(minorOf(1_655_500, 'CNY')).toEqual({ minor: 166, exact: false })
  expect(minorOf(3_000_000, 'JPY')).toEqual({ minor: 3, exact: true })
})

test('nothing counted is nothing missed, and a share is never rounded up', () => {
  expect(shareBp(0, 0)).toBe(10_000)
  expect(shareBp(949_999, 1_000_000)).toBe(9499)
})

test('days are summed in order', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString()
  expect(byDay([{ starts: at(12, 9), amount_minor: 5 }, { starts: at(11, 1), amount_minor: 7 }, { starts: at(12, 23), amount_minor: -2 }])).toEqual([{ day: '11-11', minor: 7 }, { day: '11-12', minor: 3 }])
})
