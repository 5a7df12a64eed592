import { expect, test } from 'vitest'
import { sightOf, together } from './wire'

test('points become what a person would call them', () => {
  expect([sightOf(10, 10), sightOf(4, 10), sightOf(0, 10)]).toEqual(['full', 'part', 'none'])
})

test('agreement is counted over rows, not over means of rows', () => {
  expect(together([{ id: 'a', looked: 9, alike: 9, harder: 0, softer: 0 }, { id: 'b', looked: 1, alike: 0, harder: 1, softer: 0 }])).toEqual({ looked: 10, alike: 9 })
  expect(together([])).toEqual({ looked: 0, alike: 0 })
})
