import { expect, test } from 'vitest'
import { chordOf, isWriting } from './chord'
import { sparkPath } from './Sparkline'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more })

test('a chord reads the same on every keyboard', () => {
  expect(chordOf(press('J'))).toBe('j')
  expect(chordOf(press('?', { shiftKey: true }))).toBe('?')
  expect(chordOf(press('Enter', { metaKey: true }))).toBe('Ctrl+Enter')
  expect(chordOf(press('¡', { altKey: true, code: 'Digit1' }))).toBe('Alt+1')
  expect(chordOf(press('Tab', { shiftKey: true }))).toBe('Shift+Tab')
})

// Law: a bare letter never acts while someone writes.
test('who writes is left alone', () => {
  const at = (tagName: string, type = '') => ({ tagName, type }) as unknown as EventTarget
  expect([at('TEXTAREA'), at('INPUT', 'text'), at('SELECT')].every(isWriting)).toBe(true)
  expect([at('INPUT', 'radio'), at('BUTTON'), at('BODY'), null].some(isWriting)).toBe(false)
})

test('a sparkline fills its box, and a flat one lies in the middle', () => {
  expect(sparkPath([0, 10], 100, 20)).toBe('M0.0 18.0 L100.0 2.0')
  expect(sparkPath([5, 5, 5], 100, 20)).toBe('M0.0 10.0 L50.0 10.0 L100.0 10.0')
})
