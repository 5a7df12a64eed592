import { expect, test } from 'vitest'
import { decimalOf, decimalsOf, minorOf, unitsOf } from './decimals'

test('an amount is typed in the decimals that its currency has', () => {
  expect([decimalsOf('CNY'), decimalsOf('JPY'), decimalsOf('KWD')]).toEqual([2, 0, 3])
  expect(minorOf('1.15', 'CNY')).toBe(115)
  expect(minorOf(1200, 'JPY')).toBe(1200)
  expect(minorOf('0.005', 'KWD')).toBe(5)
  expect(minorOf('-3.2', 'CNY')).toBe(-320)
  expect(minorOf('8', 'KWD')).toBe(8000)
})

// Law: what a form shows and takes back unchanged is the same amount, in every currency.
test('an amount shown and taken back is the same', () => {
  for (const currency of ['CNY', 'JPY', 'KWD']) for (const minor of [0, 1, 5, 115, 1005, 999_999]) expect(minorOf(decimalOf(minor, currency), currency)).toBe(minor)
  expect([unitsOf(10_000, 'CNY'), unitsOf(10_000, 'JPY'), unitsOf(10_000, 'KWD')]).toEqual([1_000_000, 10_000, 10_000_000])
})
