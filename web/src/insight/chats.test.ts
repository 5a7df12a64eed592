import { expect, test } from 'vitest'
import { clocks, moodOf, type Chat } from './chats'
import { known, shareOf, windowOf } from './wall'

const chat = (clocks: Partial<Chat>): Chat => ({ opened_at: '2026-11-11T04:00:00Z', ...clocks }) as Chat

// Law: the person's clock starts at the hand-over, never at the opening.
test('the first answer is counted from the hand-over', () => {
  const told = clocks(chat({ handed_at: '2026-11-11T04:05:00Z', taken_at: '2026-11-11T04:05:20Z', human_at: '2026-11-11T04:05:50Z', closed_at: '2026-11-11T04:10:00Z' }))
  expect(told).toEqual([
    { key: 'bot', ms: 300_000 },
    { key: 'wait', ms: 20_000 },
    { key: 'first', ms: 50_000 },
    { key: 'whole', ms: 600_000 },
  ])
})

test('what has not happened has no clock', () => {
  expect(clocks(chat({}))).toEqual([])
  expect(clocks(chat({ handed_at: '2026-11-11T04:05:00Z' })).map((one) => one.key)).toEqual(['bot'])
})

test('a minute without anything to share has no share', () => {
  expect([shareOf(0, 0), shareOf(0, 4), shareOf(3, 4)]).toEqual([null, 0, 7500])
  expect(known([null, 2, null, 0])).toEqual([2, 0])
  expect(known([3, null, 3])).toEqual([])
})

test('an address with an unknown window shows the hour', () => {
  expect([windowOf('event'), windowOf('year'), windowOf(undefined)]).toEqual(['event', 'hour', 'hour'])
})

test('a mood is said in words', () => {
  expect([-1, -0.25, 0, 0.24, 1].map(moodOf)).toEqual(['bad', 'bad', 'flat', 'flat', 'good'])
})
