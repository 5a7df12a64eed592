import { describe, expect, it } from 'vitest'
import { addTier, clauseOf, dropTier, examplesOf, type Version, wantedOf, withFloor, withRule } from './terms'

const terms: Version = {
  rules: [{ id: 'conversation', kind: 'conversation', tiers: [{ up_to: 5000, unit_micro: 1_200_000 }, { unit_micro: 900_000 }] }],
  guarantees: [{ id: 'g', service: 'reactive', dimension: 'answer_rate', floor_ppm: 950_000, unit_minor: 60, cap_bp: 2000 }],
}

describe('the terms being built', () => {
  it('keep one endless last tier, whatever is added or dropped', () => {
    const more = addTier(terms.rules[0]!.tiers!)
    expect(more.map((tier) => tier.up_to)).toEqual([5000, 10_000, undefined])
    expect(dropTier(more, 2).map((tier) => tier.up_to)).toEqual([5000, undefined])
    expect(dropTier([{ unit_micro: 1 }], 0)).toEqual([{ unit_micro: 1 }])
  })
  it('change in a copy', () => {
    const next = withFloor(withRule(terms, 0, { bp: 5 }), 0, { floor_ppm: 1 })
    expect(next.rules[0]!.bp).toBe(5)
    expect(next.guarantees![0]!.floor_ppm).toBe(1)
    expect(terms.guarantees![0]!.floor_ppm).toBe(950_000)
  })
  it('are refused at a clause that can be pointed at', () => {
    expect(clauseOf('versions[0].rules[1].tiers[0].up_to')).toBe('rules[1]')
    expect(clauseOf('versions[0].incentive.bands[2]')).toBe('incentive.bands[2]')
    expect(clauseOf('elsewhere')).toBe('')
  })
  it('show the examples of one clause', () => {
    expect(examplesOf(undefined, 'commitment')).toEqual([])
  })
})

// Law: what a clause was to be is read in both languages, as billing/rate says it.
it.each([
  ['above the tier before, and none on the last tier', 'tier', {}],
  ['a whole number from 1 to 10000', 'range', { least: '1', most: '10,000' }],
  ['a dimension that g1 does not promise already', 'promised', {}],
])('%s', (text, key, figures) => {
  expect(wantedOf(text)).toEqual({ key, figures })
})
