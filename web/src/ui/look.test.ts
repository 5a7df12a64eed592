import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('./look.css', import.meta.url), 'utf8')

/** The colours of one look: its own block over the light one. */
function palette(selector: string): Record<string, string> {
  const block = (start: string) => {
    const at = css.indexOf(start + ' {')
    expect(at, `look.css has no block ${start}`).toBeGreaterThanOrEqual(0)
    return css.slice(at, css.indexOf('}', at))
  }
  const read = (text: string) => Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]))
  return { ...read(block(':root')), ...(selector === ':root' ? {} : read(block(selector))) }
}

/** WCAG 2.2 relative luminance and contrast. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const text: [string, string][] = [
  ...['ground', 'card', 'sunk'].flatMap((on) => ['ink', 'ink-2', 'ink-3', 'primary', 'accent', 'good', 'warn', 'bad'].map((of): [string, string] => [of, on])),
  ...['primary', 'accent', 'good', 'warn', 'bad'].flatMap((of): [string, string][] => [[of, `${of}-soft`], ['ink', `${of}-soft`]]),
  ['on-primary', 'primary'],
  ['on-primary', 'primary-strong'],
  ['rail-ink', 'rail'],
  ['rail-strong', 'rail-2'],
  ['rail-mark', 'rail'],
]

// Law: every text stands on its ground with at least 4.5:1, in every look; on
// the low-vision look with 7:1 (WCAG AAA).
test.each([
  [':root', 4.5],
  [":root[data-look='dark']", 4.5],
  [":root[data-look='contrast']", 7],
])('texts of %s can be read', (selector, floor) => {
  const colours = palette(selector)
  const weak = text
    .map(([of, on]) => ({ pair: `${of} on ${on}`, ratio: contrast(colours[of]!, colours[on]!) }))
    .filter(({ ratio }) => ratio < floor)
  expect(weak).toEqual([])
})

// Law: the line around a field or a button can be seen (3:1).
test('strong lines can be seen', () => {
  for (const selector of [':root', ":root[data-look='dark']", ":root[data-look='contrast']"]) {
    const colours = palette(selector)
    for (const on of ['card', 'ground']) {
      expect(contrast(colours['line-strong']!, colours[on]!), `${selector} line-strong on ${on}`).toBeGreaterThanOrEqual(3)
    }
  }
})
