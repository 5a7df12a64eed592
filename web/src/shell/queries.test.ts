import { MutationObserver, QueryObserver } from '@tanstack/react-query'
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

// Law: an answer of the moment before never stays on the screen. What is told while a page reads for the first time makes it read again.
test('what is told while a page reads for the first time is not lost', async () => {
  const asked: ((seats: string[]) => void)[] = []
  const page = new QueryObserver(queries, { queryKey: ['/agent/market'], queryFn: () => new Promise<string[]>((answer) => asked.push(answer)) })
  const seen: unknown[] = []
  const leave = page.subscribe(({ data }) => seen.push(data))
  const heard = queries.invalidateQueries({ queryKey: ['/agent/market'] }) // the offer, told
  asked[0]!([]) // the answer, read before the offer was made
  await expect.poll(() => asked.length).toBe(2)
  asked[1]!(['the offer'])
  await heard
  expect(seen.at(-1)).toEqual(['the offer'])
  leave()
})
