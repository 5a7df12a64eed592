import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { Fault } from '@/api'
import { offline } from '@/api/fault'
import { refusal } from './refusal'
import { loadWords } from './words'

beforeAll(async () => {
  const [zh, en] = [await loadWords('ui', 'zh'), await loadWords('ui', 'en')]
  await i18next.init({ lng: 'zh', defaultNS: 'ui', resources: { zh: { ui: zh }, en: { ui: en } } })
})

const sentence = 'the line is under dispute already'

// Law: a refusal is read in the page's language; what only the server knows follows.
test.each([
  ['its own sentence', { code: 'dispute_open', title: sentence, detail: sentence }, '这一行已经在争议中', 'The line is under dispute already'],
  ['another sentence', { code: 'tax_id_wrong', title: 'that is no tax id', detail: 'that is no tax id: 12' }, '税号不对：校验位不符：that is no tax id: 12', undefined],
  ['a place', { code: 'contract_malformed', title: 'a', detail: 'b', fields: [{ where: 'tz', wanted: 'a zone' }] }, '合同条款有误，无法计费：tz：应为 a zone', undefined],
  ['no words', { code: 'brand_new', detail: 'something new' }, 'something new', 'something new'],
])('a refusal with %s', async (_, told, zh, en) => {
  const fault = new Fault({ status: 409, ...told })
  expect(refusal(fault)).toBe(zh)
  if (en) {
    await i18next.changeLanguage('en')
    expect(refusal(fault)).toBe(en)
    await i18next.changeLanguage('zh')
  }
})

test('a broken line is told without the browser’s own words', () => {
  expect(refusal(offline(new Error('Failed to fetch')))).toBe('连接不上服务器，请检查网络')
})
