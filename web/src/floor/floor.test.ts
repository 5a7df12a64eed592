import { expect, test } from 'vitest'
import { mood, ordered, waited, type OnFloor } from './wire'

const one = (id: string, over: Partial<OnFloor['chat']>, alarms: OnFloor['alarms'] = []) => ({ chat: { id, state: 'human', sentiment: 0, ...over }, alarms, guard_hits: 0, brand_name: '' }) as unknown as OnFloor
const now = Date.parse('2026-11-11T20:10:00Z')

// Law: who needs a look stands above who merely waits, and longer waits above shorter.
test('the floor leads with who needs a look', () => {
  const list = [one('calm', {}), one('waits', { shopper_at: '2026-11-11T20:05:00Z' }), one('asks', {}, ['asks']), one('queue', { state: 'waiting', waiting_since: '2026-11-11T20:00:00Z' }, ['queue', 'upset'])]
  expect(ordered(list, now).map((it) => it.chat.id)).toEqual(['queue', 'asks', 'waits', 'calm'])
})

test('nobody waits whose last word is ours', () => {
  expect(waited(one('x', { shopper_at: '2026-11-11T20:05:00Z', reply_at: '2026-11-11T20:06:00Z' }), now)).toBe(0)
  expect(waited(one('x', { shopper_at: '2026-11-11T20:05:00Z', reply_at: '2026-11-11T20:04:00Z' }), now)).toBe(300_000)
})

test('a mood is only named when it is plain', () => {
  expect([mood(0.5), mood(0), mood(-0.5)]).toEqual(['good', 'flat', 'bad'])
})
