import { QueryClient } from '@tanstack/react-query'
import { Fault } from '@/api'

/** What was read stays good for ten seconds; only what may pass by itself is tried again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (tried, thrown) => tried < 2 && thrown instanceof Fault && thrown.passing,
      retryDelay: (tried, thrown) => Math.max(thrown instanceof Fault ? (thrown.retryAfter ?? 0) * 1000 : 0, 600 * 2 ** tried),
    },
    mutations: { retry: false },
  },
})
