import { expect, test } from 'vitest'
import { barFacts, coverageFacts, fanFacts, funnelSteps, lineFacts } from './says'

test('a fan says its peak and how often it was right', () => {
  const facts = fanFacts([
    { when: '20:00', p10: 80, p50: 100, p90: 130, actual: 131 },
    { when: '21:00', p10: 150, p50: 200, p90: 260, actual: 200 },
    { when: '22:00', p10: 90, p50: 110, p90: 140 },
  ])
  expect(facts).toMatchObject({ known: 2, inside: 1, peak: { when: '21:00' } })
  expect(fanFacts([])).toBeUndefined()
})

// Law: people too many in one period never hide people missing in another.
test('coverage counts what is short, not the balance', () => {
  expect(coverageFacts([{ when: 'a', need: 5, filled: 9 }, { when: 'b', need: 5, filled: 3 }, { when: 'c', need: 4, filled: 4 }])).toEqual({ slots: 1, most: 2, when: 'b' })
  expect(coverageFacts([])).toEqual({ slots: 0, most: 0, when: '' })
})

test('a wall line says its last known value', () => {
  expect(lineFacts([3, 9, 5, null])).toEqual({ now: 5, most: 9, least: 3 })
  expect(lineFacts([null])).toBeUndefined()
})

test('pay adds up in minor units', () => {
  expect(barFacts([{ day: '11-10', minor: 12_05 }, { day: '11-11', minor: 40_10 }])).toEqual({ total: 52_15, most: { day: '11-11', minor: 40_10 } })
})

test('a funnel shows each step against the first and against the one before', () => {
  const steps = funnelSteps([{ key: 'a', name: 'a', count: 1000 }, { key: 'b', name: 'b', count: 250 }, { key: 'c', name: 'c', count: 0 }, { key: 'd', name: 'd', count: 0 }])
  expect(steps.map((s) => [s.ofFirstBp, s.ofBeforeBp])).toEqual([[10_000, null], [2_500, 2_500], [0, 0], [0, null]])
})
