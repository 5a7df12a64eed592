import { describe, expect, it } from 'vitest'
import { because, familyOf, sourceOf, stateOf, type Answer, type Turn } from './shape'

const answer = (turns: number) => ({ state: { turns } }) as unknown as Answer

describe('the bench', () => {
  it('goes on behind the last question that was answered', () => {
    const turns: Turn[] = [{ id: '1', text: 'a', answer: answer(1) }, { id: '2', text: 'b', thrown: new Error('x') }]
    expect(stateOf(turns)).toEqual({ turns: 1 })
    expect(stateOf([])).toBeUndefined()
  })
  it('tells a refusal in the reader’s language, else in the other', () => {
    expect(because({ zh: '已发出', en: 'it has left' }, 'en')).toBe('it has left')
    expect(because({ zh: '已发出' }, 'en-US')).toBe('已发出')
    expect(because('so', 'zh-CN')).toBe('so')
  })
  it('knows what a citation is of, and the family of a rule', () => {
    expect(sourceOf({ title: 't', product: 'P1' })).toBe('product')
    expect(sourceOf({ title: 't', sop: 's' })).toBe('sop')
    expect(familyOf('insult.ours')).toBe('insult')
  })
})
