import { expect, test } from 'vitest'
import { kindOf, kinds, whereTo } from './bring'

test('a file is known by its name', () => {
  expect(['products.json', 'Orders-2026.JSON', 'users.json', 'questions.jsonl', 'calls.csv', 'past_events.csv', 'logistics.json', 'coupons.json'].map(kindOf)).toEqual([
    'products', 'orders', 'shoppers', 'questions', 'history', 'events', 'logistics', 'coupons',
  ])
  expect([kindOf('x.jsonl'), kindOf('x.csv'), kindOf('x.json')]).toEqual(['questions', 'history', undefined])
})

test('every kind has its own place', () => {
  expect(new Set(kinds.map((one) => whereTo(one.kind).path)).size).toBe(kinds.length)
})
