import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { CountText, FaultFace, Panel, refusal, Tag, toast } from '@/ui'
import { Flow } from './Flow'
import type { Finding, Step } from './flow'
import look from './procedures.module.css'

type Draft = { id: string; title: string; source: string; origin: string; by: string; at: string; findings: Finding[]; steps: Step[] }
type Drafts = { items: Draft[] }

const path = '/brand/procedure-drafts'

/** Brings procedures in from a file; every one of them waits for a yes below. */
export function ImportButton() {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const file = useRef<HTMLInputElement>(null)
  const bring = useMutation({
    mutationFn: (chosen: File) => api.post<Drafts>(`${path}?name=${encodeURIComponent(chosen.name)}`, new Blob([chosen], { type: 'application/json' })),
    onSuccess: async (now) => {
      toast({ text: t('procedures.imported', { count: now.items.length }), tone: 'good' })
      await known.invalidateQueries({ queryKey: [path] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  return (
    <>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t('procedures.import')}
        onChange={(picked) => {
          const [chosen] = picked.currentTarget.files ?? []
          picked.currentTarget.value = ''
          if (chosen) bring.mutate(chosen)
        }}
      />
      <Button loading={bring.isPending} onClick={() => file.current?.click()}>
        {t('procedures.import')}
      </Button>
    </>
  )
}

/** What was imported and nobody has decided about; nothing when there is nothing. */
export function DraftList() {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Drafts>(path, { signal }) })
  const decide = useMutation({
    mutationFn: ({ id, adopt }: { id: string; adopt: boolean }) => api.post<void>(`${path}/${encodeURIComponent(id)}`, { adopt }),
    onSuccess: async (_, { adopt }) => {
      toast({ text: t(adopt ? 'procedures.adopted' : 'procedures.dropped'), tone: 'good' })
      await known.invalidateQueries({ queryKey: [path] })
      await known.invalidateQueries({ queryKey: ['/brand/procedures'] })
    },
  })
  const items = query.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title={t('procedures.drafts')} note={t('procedures.draftsNote')}>
      {decide.isError && <FaultFace thrown={asFault(decide.error)} />}
      <ul className={look.drafts}>
        {items.map((draft) => (
          <li key={draft.id}>
            <div className={look.draftHead}>
              <span>
                <strong>{draft.title || draft.id}</strong> <code>{draft.id}</code>
              </span>
              <span className={look.quiet}>{t('procedures.from', { origin: draft.origin })}</span>
              {draft.findings.length === 0 ? <Tag tone="good">{t('procedures.clean')}</Tag> : <Tag tone="warn">{t('procedures.found', { count: draft.findings.length })}</Tag>}
              <Button size="small" type="primary" disabled={decide.isPending} onClick={() => decide.mutate({ id: draft.id, adopt: true })}>
                {t('procedures.adopt')}
              </Button>
              <Button size="small" disabled={decide.isPending} onClick={() => decide.mutate({ id: draft.id, adopt: false })}>
                {t('procedures.drop')}
              </Button>
            </div>
            <details>
              <summary>
                {t('procedures.show')} (<CountText n={draft.steps.length} />)
              </summary>
              <Flow steps={draft.steps} />
              <pre className={look.draftSource}>{draft.source}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
