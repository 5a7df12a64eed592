import { expect, test } from 'vitest'
import { decimalsOf, minorOf } from './decimals'

test('an amount is typed in the decimals that its currency has', () => {
  expect([decimalsOf('CNY'), decimalsOf('JPY'), decimalsOf('KWD')]).toEqual([2, 0, 3])
  expect(minorOf('1.15', 'CNY')).toBe(115)
  expect(minorOf(1200, 'JPY')).toBe(1200)
  expect(minorOf('0.005', 'KWD')).toBe(5)
  expect(minorOf('-3.2', 'CNY')).toBe(-320)
  expect(minorOf('8', 'KWD')).toBe(8000)
})
