import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import type { Procedure } from '../procedures/flow'
import { titlesOf, type Article } from './article'

/** What a brand's intents and procedures are called, in the reader's language where the brand or we have a word in it. */
export function useSubjects(): Map<string, string> {
  const { i18n } = useTranslation('insight') // our own words for intents are there
  const articles = useQuery({ queryKey: ['/brand/articles'], queryFn: ({ signal }) => api.get<{ items: Article[] }>('/brand/articles', { signal }) })
  const procedures = useQuery({ queryKey: ['/brand/procedures', 'titles'], queryFn: ({ signal }) => api.get<{ items: Procedure[] }>('/brand/procedures', { signal }) })
  const lang = i18n.language.startsWith('zh') ? 'zh' : 'en'
  const titles = titlesOf(articles.data?.items ?? [], lang, (intent) => i18n.exists(`intent.${intent}`, { ns: 'insight' }))
  for (const one of procedures.data?.items ?? []) {
    const title = lang === 'zh' ? one.title_zh || one.title_en : one.title_en || one.title_zh
    if (title) titles.set(one.id, title)
  }
  return titles
}
