import { expect, test } from 'vitest'
import { warningOf } from './warning'

// Law: what billing/rate warns of (inverted, capExcuses, printUnrated) is read in both languages.
test.each([
  ['version v1: the all-units band at 9700 inverts: 9700 conversations cost less than 9699', 'inverts', { min: '9,700', before: '9,699' }],
  ['version v2: 12 of 40 outcomes excused by one side alone; none counts until both sign', 'excused', { n: '12', of: '40' }],
  ['3 outcomes fit no rule of the contract', 'unpriced', { n: '3' }],
])('%s', (text, key, figures) => {
  expect(warningOf(text)).toEqual({ key, figures })
})

test('another warning is said as it came', () => {
  expect(warningOf('something new')).toBeUndefined()
})
