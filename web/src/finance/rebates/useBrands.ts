import { useQuery } from '@tanstack/react-query'
import { api, type Page } from '@/api'

/** The brands that money moves with, by name. */
export function useBrands(): { id: string; name: string }[] {
  const query = useQuery({ queryKey: ['/finance/brands'], queryFn: ({ signal }) => api.get<Page<{ id: string; name: string }>>('/finance/brands', { signal }) })
  return query.data?.items ?? []
}
