import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { api, type Page, type Query } from '@/api'

export type List<T> = UseInfiniteQueryResult<InfiniteData<Page<T>>>

/**
 * A list of the API, read page by page by its cursor. The key is the path and
 * the filter, so useQueryClient().invalidateQueries({ queryKey: [path] }) reads
 * every filter of it again.
 */
export function useList<T>(path: string, query: Query = {}): List<T> {
  return useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor || undefined,
  })
}
