import { expect, test } from 'vitest'
import { borders, kept } from './halves'

const seat = borders('2026-11-10T12:00:00Z', '2026-11-10T14:00:00Z')

// Law: every part that can be picked is one that the server takes.
test('a seat of two hours has five borders, its own ends among them', () => {
  expect(seat).toHaveLength(5)
  expect(seat[0]).toBe('2026-11-10T12:00:00.000Z')
  expect(seat[4]).toBe('2026-11-10T14:00:00.000Z')
})
test('an end that is passed over goes along by half an hour', () => {
  expect(kept(seat, seat[3]!, seat[2]!, 'from')).toEqual({ from: seat[3], till: seat[4] })
  expect(kept(seat, seat[3]!, seat[2]!, 'till')).toEqual({ from: seat[1], till: seat[2] })
})
test('an end that is not passed over stays', () => {
  expect(kept(seat, seat[1]!, seat[4]!, 'from')).toEqual({ from: seat[1], till: seat[4] })
})
