import { useQuery } from '@tanstack/react-query'
import { api } from '@/api'

/** Which of the agent's own settings are on; none while they are being read. */
export function useSettings(): (name: string) => boolean {
  const query = useQuery({ queryKey: ['/agent/accommodations'], queryFn: ({ signal }) => api.get<{ accommodations: string[] }>('/agent/accommodations', { signal }), staleTime: 60_000 })
  return (name) => query.data?.accommodations.includes(name) ?? false
}
