import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, confirm, Empty, FaultFace, Panel, Rows, TimeText, toast } from '@/ui'
import type { Rules, Version } from './wire'

/** Who changed the rules when and why; any version can be had back. */
export function Versions() {
  const { t } = useTranslation('guard')
  const known = useQueryClient()
  const query = useQuery({ queryKey: ['/brand/guard-rules/versions'], queryFn: ({ signal }) => api.get<{ items: Version[] }>('/brand/guard-rules/versions', { signal }) })
  const back = useMutation({
    mutationFn: (n: number) => api.post<Rules>(`/brand/guard-rules/versions/${n}/restore`),
    onSuccess: async (now) => {
      toast({ text: t('versions.restored', { n: now.version }), tone: 'good' })
      await known.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/brand/guard') })
    },
  })
  const ask = async (n: number) => {
    if (await confirm({ title: t('versions.ask', { n }), text: t('versions.askText'), yes: t('versions.restore') })) back.mutate(n)
  }
  return (
    <Panel title={t('versions.title')} note={t('versions.note')}>
      {back.isError && <FaultFace thrown={back.error} />}
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('versions.none')} hint={t('versions.noneHint')} />}>
        {(found) => (
          <Rows
            rows={found.items}
            rowKey={(one) => String(one.version)}
            caption={t('versions.title')}
            columns={[
              { key: 'version', title: t('versions.version'), cell: (one) => t('versions.n', { n: one.version }) },
              { key: 'at', title: t('versions.at'), cell: (one) => <TimeText at={one.at} /> },
              { key: 'note', title: t('versions.why'), cell: (one) => one.note || '–' },
              { key: 'off', title: t('versions.off'), cell: (one) => one.off, align: 'end' },
              {
                key: 'back',
                title: t('versions.back'),
                cell: (one) =>
                  one.version === found.items[0]!.version ? (
                    t('versions.now')
                  ) : (
                    <Button size="small" loading={back.isPending && back.variables === one.version} onClick={() => void ask(one.version)}>
                      {t('versions.restore')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Async>
    </Panel>
  )
}
