import { expect, test } from 'vitest'
import { blanksOf, kindOfFile, wordsIn, type Pack } from './brought'

test('a file is known by its name, and a chat history before a table', () => {
  expect(kindOfFile('FAQ.xlsx')).toBe('xlsx')
  expect(kindOfFile('faq.csv')).toBe('csv')
  expect(kindOfFile('聊天记录.csv')).toBe('talks')
  expect(kindOfFile('talks.jsonl')).toBe('talks')
  expect(kindOfFile('product.htm')).toBe('html')
  expect(kindOfFile('photo.png')).toBeUndefined()
})

test('only the blanks of chosen topics are asked for', () => {
  const pack: Pack = { blanks: [{ name: 'a', label: 'A' }, { name: 'b', label: 'B' }], topics: [{ id: 'x', name: 'X', blanks: ['b'], zh: { title: '', questions: [] }, en: { title: '', questions: [] } }] }
  expect(blanksOf(pack, ['x']).map((one) => one.name)).toEqual(['b'])
  expect(blanksOf(pack, [])).toEqual([])
})

test('a text is read in the language at hand, else in the other', () => {
  expect(wordsIn({ zh: '退货', en: 'Returns' }, 'zh-CN')).toBe('退货')
  expect(wordsIn({ zh: '退货' }, 'en')).toBe('退货')
})
