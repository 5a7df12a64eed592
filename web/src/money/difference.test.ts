import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { differenceOf } from './difference'

// Law: each way to differ that the comparison writes is read in both languages.
test('what the comparison writes is read back', () => {
  const code = readFileSync(path.join(import.meta.dirname, '../../../billing/till/reconcile.go'), 'utf8')
  const written = [...code.matchAll(/return "[a-z_]+", [^\n]*, "([a-z ]+)"(?: \+ [^\n"]+)?(?: \+ "( there)")?\n/g)].map((found) => found[1] + (found[1]!.endsWith(' ') ? `x${found[2] ?? ''}` : ''))
  expect(written.length).toBeGreaterThan(5)
  expect(written.filter((about) => !differenceOf(about))).toEqual([])
})
