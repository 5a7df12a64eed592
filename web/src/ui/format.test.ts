import { expect, test } from 'vitest'
import { decimalOf, durationParts, formatAgo, formatCount, formatMoney, formatShare, formatTime, zoneName } from './format'

// Law: an amount is exact to the last minor unit, however large.
test('money is exact', () => {
  expect(formatMoney(9_007_199_254_740_991, 'CNY', 'zh-CN')).toBe('¥90,071,992,547,409.91')
  expect(formatMoney(-5, 'CNY', 'zh-CN')).toBe('-¥0.05')
  expect(formatMoney(1200, 'JPY', 'en')).toBe('¥1,200')
  expect(formatMoney(0, 'USD', 'en')).toBe('$0.00')
  expect(formatMoney(150_00, 'CNY', 'zh-CN', { signed: true })).toBe('+¥150.00')
  expect(() => decimalOf(0.5, 'CNY')).toThrow(/minor units/)
})

test('a share in basis points is said in percent', () => {
  expect(formatShare(9430, 'zh-CN')).toBe('94.3%')
  expect(formatShare(10_000, 'en')).toBe('100%')
})

test('counts are grouped, and short where there is no room', () => {
  expect(formatCount(550_000, 'zh-CN')).toBe('550,000')
  expect(formatCount(550_000, 'zh-CN', true)).toBe('55万')
  expect(formatCount(550_000, 'en', true)).toBe('550K')
})

test.each([
  [0, '0second'],
  [340, '340ms'],
  [1_240, '1.2second'],
  [61_400, '1minute 1second'],
  [3_599_600, '1hour'],
  [5_400_000, '1hour 30minute'],
  [86_400_000 * 2 + 60_000, '2day'],
  [86_400_000 + 3_600_000 * 5, '1day 5hour'],
])('%d ms is said as %s', (ms, said) => {
  expect(durationParts(ms).map(({ unit, n }) => `${n}${unit}`).join(' ')).toBe(said)
})

test('a time is told in the zone asked for, and the zone can be named', () => {
  expect(formatTime('2026-11-10T16:00:00Z', 'zh-CN', 'Asia/Shanghai', 'full')).toBe('2026年11月11日 00:00')
  expect(formatTime('2026-11-10T16:00:00Z', 'en', 'UTC', 'time')).toBe('16:00')
  expect(zoneName('2026-11-10T16:00:00Z', 'en', 'Asia/Shanghai')).toBe('GMT+8')
})

test('how long ago is said in the largest unit', () => {
  const now = Date.parse('2026-11-11T00:00:00Z')
  expect(formatAgo('2026-11-10T23:57:00Z', now, 'en')).toBe('3 minutes ago')
  expect(formatAgo('2026-11-12T02:00:00Z', now, 'zh-CN')).toBe('明天')
  expect(formatAgo('2026-11-11T00:00:00Z', now, 'zh-CN')).toBe('现在')
})
