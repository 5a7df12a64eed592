import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, usePerson, useTopic } from '@/api'
import { tells, type Side } from './shape'

/** Calls when something may have happened that stands in the inbox. */
export function useInboxPushes(side: Side, again: () => void): void {
  const person = usePerson()
  useTopic(side === 'agent' ? `agent:${person.id}` : `brand:${person.brand_id}`, (push) => tells.has(push.kind) && again(), again)
}

/** How many notifications nobody has read; the live line says when to look again. */
export function useUnread(side: Side): number {
  const queries = useQueryClient()
  const key = [`/${side}/inbox`, 'unread']
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<{ unread: number }>(`/${side}/inbox`, { signal }), staleTime: 10_000 })
  useInboxPushes(side, () => void queries.invalidateQueries({ queryKey: key }))
  return query.data?.unread ?? 0
}
