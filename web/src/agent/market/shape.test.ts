import { expect, test } from 'vitest'
import { asked, type Confirming, type Shift } from './shape'

const round = (hours: number, more: Partial<Confirming> = {}): Confirming => ({ hours_before: hours, asked_at: '2026-11-08T12:00:00Z', due_at: `2026-11-0${hours === 48 ? 8 : 9}T20:00:00Z`, ...more })
const shift = (state: Shift['state'], confirmations: Confirming[]) => ({ state, confirmations }) as Shift

// Law: the button to confirm stands where an answer is waited for, and nowhere else.
test('of two open rounds the one that ends first is asked', () => {
  expect(asked(shift('accepted', [round(16), round(48)]))?.hours_before).toBe(48)
})
test('a round that is answered or missed is not asked', () => {
  expect(asked(shift('accepted', [round(48, { answered_at: 'x' }), round(16, { missed_at: 'x' })]))).toBeUndefined()
})
test('a shift that is given back asks for nothing', () => {
  expect(asked(shift('released', [round(48)]))).toBeUndefined()
})
