import { expect, test } from 'vitest'
import { instantOf, localOf } from './zone'

// Law: what is typed as the brand's wall clock is that instant, whatever zone the browser is in.
test.each([
  ['2026-11-10T20:00', 'Asia/Shanghai', '2026-11-10T12:00:00.000Z'],
  ['2026-11-27T00:00', 'America/New_York', '2026-11-27T05:00:00.000Z'],
  ['2026-07-01T00:00', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
])('%s in %s', (local, zone, instant) => {
  expect(instantOf(local, zone)).toBe(instant)
  expect(localOf(instant, zone)).toBe(local)
})

test('what is not a time is nothing', () => {
  expect(instantOf('', 'Asia/Shanghai')).toBe('')
  expect(instantOf('soon', 'Asia/Shanghai')).toBe('')
})
