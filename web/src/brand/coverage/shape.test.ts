import { expect, test } from 'vitest'
import { answeredAt, drawn, floorOf, type Point } from './shape'

const curve: Point[] = [
  { confidence: 0, precision: 0.72, coverage: 1 },
  { confidence: 0.4, precision: 0.9, coverage: 0.8 },
  { confidence: 0.6, precision: 0.89, coverage: 0.7 },
  { confidence: 0.8, precision: 0.97, coverage: 0.5 },
]

test('a promise answers as much as the curve allows, and nothing that it does not', () => {
  expect(answeredAt(curve, 0.85)?.coverage).toBe(0.8)
  expect(answeredAt(curve, 0.9)?.coverage).toBe(0.5) // a dip ends it, as it does in the program
  expect(answeredAt(curve, 0.95)?.coverage).toBe(0.5)
  expect(answeredAt(curve, 0.99)).toBeUndefined()
})

test('a mistake among the surest few breaks no promise', () => {
  expect(answeredAt([...curve, { confidence: 0.99, precision: 0, coverage: 0.01 }], 0.9)?.coverage).toBe(0.5)
})

test('the curve begins at a round share under its lowest point', () => {
  expect(floorOf(curve)).toBe(0.7)
})

test('the curve is drawn without its thin tail, where a quotient of roundings says nothing', () => {
  const points = [{ confidence: 0.99, precision: 0, coverage: 0.001 }, { confidence: 0.5, precision: 0.8, coverage: 1 }, { confidence: 0.9, precision: 0.97, coverage: 0.4 }]
  expect(drawn(points).map((point) => point.coverage)).toEqual([0.4, 1])
})
