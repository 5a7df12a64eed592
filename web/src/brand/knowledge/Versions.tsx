import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Async, FaultFace, Panel, Tag, TimeText, toast } from '@/ui'
import type { Article } from './article'
import look from './knowledge.module.css'
import { Markdown } from './Markdown'

/** All that an article has been; an earlier version comes back as a new one. */
export function Versions({ id, now }: { id: string; now: number }) {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const query = useQuery({ queryKey: ['/brand/articles', id, 'versions'], queryFn: ({ signal }) => api.get<{ items: Article[] }>(`/brand/articles/${encodeURIComponent(id)}/versions`, { signal }) })
  const restore = useMutation({
    mutationFn: (version: number) => api.post<Article>(`/brand/articles/${encodeURIComponent(id)}/versions/${version}/restore`, {}),
    onSuccess: ({ version }) => {
      toast({ text: t('knowledge.saved', { version }), tone: 'good' })
      void known.invalidateQueries({ queryKey: ['/brand/articles'] })
    },
  })
  return (
    <Panel title={t('knowledge.versions')}>
      <Async query={query}>
        {(found) => (
          <ul className={look.cards}>
            {found.items.map((one) => (
              <li key={one.version} className={look.result}>
                <div className={look.row}>
                  <strong>{t('knowledge.versionN', { version: one.version })}</strong>
                  <Tag tone={one.version === now ? 'good' : 'plain'}>{t(`knowledge.was.${one.version === now ? 'now' : one.state}`)}</Tag>
                  <TimeText at={one.at} />
                  {one.version !== now && (one.state === 'approved' || one.state === 'retired') && (
                    <Button size="small" disabled={restore.isPending} onClick={() => restore.mutate(one.version)}>
                      {t('knowledge.restore')}
                    </Button>
                  )}
                </div>
                {one.version !== now && (
                  <details>
                    <summary>{one.title}</summary>
                    <Markdown text={one.body} />
                  </details>
                )}
              </li>
            ))}
          </ul>
        )}
      </Async>
      {restore.isError && <FaultFace thrown={asFault(restore.error)} />}
    </Panel>
  )
}
