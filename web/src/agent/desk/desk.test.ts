import { beforeEach, expect, test, vi } from 'vitest'
import { keepUnsent, readUnsent } from './kept'
import { inWords, merged, type Message } from './wire'

const store = new Map<string, string>()
beforeEach(() => {
  store.clear()
  vi.stubGlobal('localStorage', { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, text: string) => store.set(key, text), removeItem: (key: string) => store.delete(key) })
})

const message = (seq: number, text = 'x') => ({ seq, text, author: 'shopper', key: String(seq), at: '' }) as Message

// Law: what comes by the live line and by a read is shown once, in order.
test('a message that came twice stands once', () => {
  expect(merged([message(1), message(3)], [message(3, 'again'), message(2)]).map((one) => [one.seq, one.text])).toEqual([
    [1, 'x'],
    [2, 'x'],
    [3, 'again'],
  ])
})

// Law: a reload keeps the words and their key, so that a retry is the same message.
test('words that were not sent survive a reload with their key', () => {
  const before = { text: '您好', key: 'k1', suggestion: 's1' }
  keepUnsent('c1', before)
  expect(readUnsent('c1')).toEqual(before)
  expect(readUnsent('c2').text).toBe('')
  expect(readUnsent('c2').key).not.toBe('k1')
})

test('a spoilt storage loses nothing but itself', () => {
  store.set('mh.unsent.c1', '{"text":')
  expect(readUnsent('c1').text).toBe('')
})

test('a text of the server is read in the language of the screen', () => {
  expect(inWords({ zh: '换货', en: 'Exchange' }, 'en')).toBe('Exchange')
  expect(inWords({ zh: '换货' }, 'en')).toBe('换货')
  expect(inWords('plain', 'zh')).toBe('plain')
})
