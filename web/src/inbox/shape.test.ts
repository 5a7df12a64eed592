import { expect, test } from 'vitest'
import { leadsTo, type Notification } from './shape'

const one = (kind: string, more: Partial<Notification> = {}): Notification => ({ id: 'n', kind, by: '', why: '', about: {}, at: '', read: false, ...more })

// Law: a notification leads to where something can be done about it, for whoever reads it.
test.each([
  ['agent', one('offered', { shift_id: 's' }), '/agent/market'],
  ['agent', one('confirm', { shift_id: 's' }), '/agent/shifts/s'],
  ['agent', one('suspended'), undefined],
  ['brand', one('no_show', { shift_id: 's', request_id: 'r' }), '/brand/requests/r'],
] as const)('%s: it leads there', (side, found, to) => {
  expect(leadsTo(side, found)).toBe(to)
})
