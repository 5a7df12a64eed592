import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadWords } from '@/ui/words'

const src = new URL('..', import.meta.url).pathname
const folders = readdirSync(src, { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => one.name)
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^ui\/gallery\//.test(file))

type Words = { [key: string]: string | Words }

function flat(words: Words, under = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(words).flatMap(([key, value]) => (typeof value === 'string' ? [[under + key, value]] : Object.entries(flat(value, `${under}${key}.`)))))
}

function wordsOf(folder: string, language: string): Record<string, string> {
  return flat(JSON.parse(readFileSync(path.join(src, folder, `i18n.${language}.json`), 'utf8')) as Words)
}

const speaking = folders.filter((folder) => readdirSync(path.join(src, folder)).includes('i18n.zh.json'))

test('all folders with screens have words', () => {
  expect(speaking).toEqual(expect.arrayContaining(['ui', 'shell', 'brand', 'agent', 'finance', 'operator']))
})

// Law: the words are found where the folders put them, whichever folder asks.
test.each(speaking)('the words of %s can be loaded', async (folder) => {
  for (const language of ['zh', 'en']) expect(Object.keys(await loadWords(folder, language)).length).toBeGreaterThan(0)
})

// Law: both languages say the same things, with the same figures in them.
test.each(speaking)('%s says the same in both languages', (folder) => {
  const [zh, en] = [wordsOf(folder, 'zh'), wordsOf(folder, 'en')]
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  const gaps = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((found) => found[1]).sort()
  for (const key of Object.keys(zh)) expect(gaps(en[key]!), `${folder}: ${key}`).toEqual(gaps(zh[key]!))
  expect(Object.entries({ ...zh, ...en }).filter(([, text]) => text.trim() === '')).toEqual([])
})

// Law: English is not left in Chinese, nor the other way round, but for the names of the languages.
test.each(speaking)('%s in English holds no Chinese', (folder) => {
  expect(Object.entries(wordsOf(folder, 'en')).filter(([key, text]) => /\p{Script=Han}/u.test(text) && !key.startsWith('languages.'))).toEqual([])
})

// Law: no bare strings: what people read comes from the words.
test.each(sources)('%s has no bare strings', (file) => {
  const code = uncommented(readFileSync(path.join(src, file), 'utf8'))
  expect(bareIn(code), 'move it to i18n.zh.json and i18n.en.json').toEqual([])
})

test('bare strings would be found', () => {
  expect(bareIn("<p>Hello there</p>")).toEqual(['Hello there'])
  expect(bareIn('<p>\n  Save\n</p>')).toEqual(['Save'])
  expect(bareIn("const a = '你好'")).toHaveLength(1)
  expect(bareIn('<input placeholder="Your name" />')).toHaveLength(1)
  expect(bareIn("<p aria-hidden>{t('a.b')} / </p>")).toEqual([])
  expect(bareIn('const f = (a: Map<string, number>) => a.size > 3 && x < 4')).toEqual([])
})

// Law: a key that is asked for by its full name exists. (Composed keys are checked by the page's own tests.)
test.each(sources.filter((file) => file.endsWith('.tsx')))('%s asks for words that exist', (file) => {
  const code = readFileSync(path.join(src, file), 'utf8')
  const spaces = [...code.matchAll(/useTranslation\('(\w+)'\)/g)].map((found) => found[1]!)
  if (spaces.length === 0) return
  const known = new Set(spaces.flatMap((space) => Object.keys(wordsOf(space, 'zh'))))
  const asked = [...code.matchAll(/\bt\('([\w.]+)'/g)].map((found) => found[1]!)
  expect(asked.filter((key) => !known.has(key) && !known.has(`${key}_other`))).toEqual([])
})

function uncommented(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1')
}

/** Chinese anywhere in code, English between tags, English in attributes that are read aloud or shown. */
function bareIn(code: string): string[] {
  const han = code.match(/\p{Script=Han}[^'"`<\n]*/gu) ?? []
  const between = [...code.matchAll(/<\/?[A-Za-z][^<>{}=]*(?:=(?:"[^"]*"|\{[^{}]*\})[^<>{}=]*)*>\s*([A-Z][a-z]+[^<>{}()=;|&]*?)\s*<\//g)].map((found) => found[1]!)
  const attributes = code.match(/\b(?:aria-label|alt|title|placeholder|label|hint|caption|lead)="[^"]*[A-Za-z]{2}[^"]*"/g) ?? []
  return [...han, ...between, ...attributes]
}
