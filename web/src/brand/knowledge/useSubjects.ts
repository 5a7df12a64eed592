import { useQuery } from '@tanstack/react-query'
import { api } from '@/api'
import type { Article } from './article'

/** The titles of a brand's articles by the intents that they answer. */
export function useSubjects(): Map<string, string> {
  const articles = useQuery({ queryKey: ['/brand/articles'], queryFn: ({ signal }) => api.get<{ items: Article[] }>('/brand/articles', { signal }) })
  return new Map((articles.data?.items ?? []).map((one) => [one.intent || one.id, one.title]))
}
