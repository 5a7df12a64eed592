import { expect, test } from 'vitest'
import { agent } from '@/agent/routes'
import { brand } from '@/brand/routes'
import { finance } from '@/finance/routes'
import { operator } from '@/operator/routes'

// Law: two pages at one address would keep the whole app from starting.
test.each([agent, brand, finance, operator])('the pages of $role have addresses of their own', ({ pages }) => {
  const paths = pages.map((page) => page.path)
  expect(paths.filter((path, i) => paths.indexOf(path) !== i)).toEqual([])
})
