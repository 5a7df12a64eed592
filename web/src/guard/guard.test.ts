import { expect, test } from 'vitest'
import { figure, verdict } from './wire'

// Law: an interval that holds zero decides nothing.
test('a difference is only called one when its interval leaves zero out', () => {
  expect(verdict({ low: -3, high: -1 })).toBe('less')
  expect(verdict({ low: 0.1, high: 2 })).toBe('more')
  expect(verdict({ low: -1, high: 2 })).toBe('open')
})

test('shares are read in percent, the rest as they are', () => {
  expect(figure('resolved', 0.853, 'en')).toBe('85.3%')
  expect(figure('handle_s', 299.96, 'en')).toBe('300')
})
