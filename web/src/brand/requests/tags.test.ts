import { expect, test } from 'vitest'
import { tagText } from './tags'

const words: Record<string, string> = { 'requests.kinds.category': '类目', 'certificates.tags.apparel': '服饰' }
const t = (key: string, ifNone: string) => words[key] ?? ifNone

test('a tag says what kind it is in words, and nothing is lost of one without', () => {
  expect(tagText('category:apparel', t)).toBe('类目 · 服饰')
  expect(tagText('category:kites', t)).toBe('类目 · kites')
  expect(tagText('level:2', t)).toBe('level · 2')
  expect(tagText('plain', t)).toBe('plain')
})
