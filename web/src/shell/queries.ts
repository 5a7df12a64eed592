import { MutationCache, QueryClient, type InvalidateOptions, type InvalidateQueryFilters } from '@tanstack/react-query'
import { Fault, line } from '@/api'

/**
 * Where something is told while a page reads for the first time, the answer may be of the moment
 * before. The library breaks off a later read and begins anew, but joins a first one and takes its
 * answer as fresh: what was told would be lost until somebody reloads. Such a read is read again.
 */
class Told extends QueryClient {
  override async invalidateQueries(filters: InvalidateQueryFilters = {}, options: InvalidateOptions = {}): Promise<void> {
    const first = this.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' }).filter((query) => query.state.data === undefined)
    const late = first.map(async ({ queryKey, promise }) => {
      await promise?.catch(() => undefined) // a read that fails is tried again by the page
      await super.invalidateQueries({ queryKey, exact: true, refetchType: filters.refetchType }, options)
    })
    await Promise.all([super.invalidateQueries(filters, options), ...late])
  }
}

/** What was read stays good for ten seconds; only what may pass by itself is tried again. */
export const queries: QueryClient = new Told({
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
