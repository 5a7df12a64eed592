import { expect, test } from 'vitest'
import { draftOf, fileOf, fits, idFrom, titlesOf, type Article } from './article'

const article: Article = {
  id: 'returns', title: '退货政策', body: '签收后 7 天内可退。', tags: ['退货', '售后'], intent: 'returns', valid_from: null, valid_till: null,
  source: '售后政策', version: 3, lang: 'zh', state: 'approved', by: 'p', at: '2026-11-01T00:00:00Z',
}

// Law: what is typed stays in its field: the file's front matter cannot be broken out of.
test('a title with quotes, colons and lines stays a title', () => {
  const file = fileOf({ ...draftOf(article), title: 'a: "b"\n---\nbody' })
  expect(file.split('\n')[2]).toBe('title: "a: \\"b\\"\\n---\\nbody"')
  expect(file.split('\n').filter((line) => line === '---')).toHaveLength(2)
})

test('what was read and not changed is written as it was', () => {
  expect(fileOf(draftOf(article))).toBe('---\nid: "returns"\ntitle: "退货政策"\nlang: zh\ntags: ["退货","售后"]\nintent: "returns"\nsource: "售后政策"\n---\n签收后 7 天内可退。\n')
})

test('an article is found by words of its title, body, tag and language', () => {
  expect(fits(article, { q: '7 天 售后' })).toBe(true)
  expect(fits(article, { q: '价保' })).toBe(false)
  expect(fits(article, { tag: '退货', lang: 'zh' })).toBe(true)
  expect(fits(article, { tag: '换货' })).toBe(false)
  expect(fits(article, { lang: 'en' })).toBe(false)
})

test('an id comes from the title, also from a Chinese one', () => {
  expect(idFrom('Gift Card rules')).toBe('gift-card-rules')
  expect(idFrom('羽绒服怎么洗')).toMatch(/^article-[a-z0-9]+$/)
  expect(idFrom('羽绒服怎么洗')).not.toBe(idFrom('羽绒服怎么退'))
})

test('a gap fills the draft with its question', () => {
  expect(draftOf(undefined, '能带狗进店吗')).toMatchObject({ title: '能带狗进店吗', questions: '能带狗进店吗' })
})

test('a subject is called in the reader’s language, and by the brand’s other title only where we have no word', () => {
  const both = [
    { id: 'a', intent: 'returns', title: '退货政策', lang: 'zh' as const },
    { id: 'b', intent: 'returns', title: 'Returns', lang: 'en' as const },
    { id: 'c', intent: 'quality', title: '质量问题', lang: 'zh' as const },
    { id: 'd', intent: 'own', title: '定制刻字', lang: 'zh' as const },
  ]
  const ours = (intent: string) => intent === 'quality'
  expect([...titlesOf(both, 'en', ours)]).toEqual([['returns', 'Returns'], ['own', '定制刻字']])
  expect(titlesOf(both, 'zh', ours).get('quality')).toBe('质量问题')
  expect(titlesOf(both, 'zh', ours).get('returns')).toBe('退货政策')
})
