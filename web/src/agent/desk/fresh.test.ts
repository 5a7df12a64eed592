import { expect, test } from 'vitest'
import { behind, leftWords, newer, slept } from './fresh'
import type { Hints, Message } from './wire'

const hints = (seq: number, at = '2026-11-11T20:00:00Z') => ({ seq, at }) as Hints

// Law: what arrives late never takes the place of what is for a later message.
test('hints that were overtaken change nothing', () => {
  expect(newer(hints(5), hints(3)).seq).toBe(5)
  expect(newer(hints(3), hints(5)).seq).toBe(5)
  expect(newer(undefined, hints(1)).seq).toBe(1)
  expect(newer(hints(5, '2026-11-11T20:00:02Z'), hints(5, '2026-11-11T20:00:01Z')).at).toBe('2026-11-11T20:00:02Z')
})

test('hints are behind when the shopper wrote since', () => {
  const said = [{ seq: 4, author: 'shopper' }, { seq: 5, author: 'agent' }] as Message[]
  expect(behind(hints(4), said)).toBe(false)
  expect(behind(hints(3), said)).toBe(true)
})

// Law: a lid that was closed is noticed, a busy page is not taken for one.
test('a desk that slept knows for how long', () => {
  expect(slept(0, 60_000, 5_000)).toBe(60_000)
  expect(slept(0, 9_000, 5_000)).toBe(0)
})

// Law: nothing that was written is lost when a conversation is taken away.
test('words for a conversation that is gone are still found', () => {
  const kept = { a: '{"text":"还没发的","key":"1"}', b: '{"text":"在写","key":"2"}', c: '{"text":"  "}', d: '{broken' }
  expect(leftWords(kept, ['b'])).toEqual([{ chat: 'a', text: '还没发的' }])
})
