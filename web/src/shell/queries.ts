import { MutationCache, QueryClient } from '@tanstack/react-query'
import { Fault, line } from '@/api'

/** What was read stays good for ten seconds; only what may pass by itself is tried again. */
export const queries: QueryClient = new QueryClient({
  // What one did may show on any page: the next one to open reads anew.
  mutationCache: new MutationCache({ onSuccess: () => void queries.invalidateQueries({ refetchType: 'none' }) }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (tried, thrown) => tried < 2 && thrown instanceof Fault && thrown.passing,
      retryDelay: (tried, thrown) => Math.max(thrown instanceof Fault ? (thrown.retryAfter ?? 0) * 1000 : 0, 600 * 2 ** tried),
    },
    mutations: { retry: false },
  },
})

/** A page that was not open when something was told reads anew when it opens; conversations keep themselves up to date. */
const outdated = (topic: string) => {
  if (!topic.startsWith('chat:')) void queries.invalidateQueries({ type: 'inactive', refetchType: 'none' })
}

line.listen({ topic: '*', onPush: ({ topic }) => outdated(topic), onGap: outdated })
