import { MutationObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { line } from '@/api'
import { queries } from './queries'

const stale = (key: string) => queries.getQueryState([key])?.isInvalidated

test('what one did makes every page read anew', async () => {
  queries.setQueryData(['/agent/drills'], [])
  expect(stale('/agent/drills')).toBe(false)
  await new MutationObserver(queries, { mutationFn: async () => 'graded' }).mutate()
  expect(stale('/agent/drills')).toBe(true)
})

test('what is told while a page is closed makes it read anew; words of a conversation do not', () => {
  queries.setQueryData(['/agent/offers'], [])
  line.receive({ topic: 'chat:1', kind: 'typing', seq: 0 })
  expect(stale('/agent/offers')).toBe(false)
  line.receive({ topic: 'agent:1', kind: 'offer', seq: 0 })
  expect(stale('/agent/offers')).toBe(true)
})
