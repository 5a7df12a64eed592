import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { CountText, DataTable, Empty, FaultFace, PageHead, Panel, Tag, TimeText, useList, type Column, type Tone } from '@/ui'
import type { Procedure } from '../procedures/flow'
import look from './Certificates.module.css'
import { said, type Handoff, type Scenario } from './shape'

const tones: Record<Scenario['state'], Tone> = { draft: 'primary', published: 'good', retired: 'plain' }
type Draft = { procedure?: string; chat_id?: string; level?: number; lang?: string }

/** Scenarios that somebody of the brand looked at, and what new ones can be made from. */
export default function Scenarios() {
  const { t, i18n } = useTranslation('brand')
  const go = useNavigate()
  const queries = useQueryClient()
  const list = useList<Scenario>('/brand/scenarios')
  const make = useMutation({
    mutationFn: (draft: Draft) => api.post<Scenario>('/brand/scenarios', draft, { key: newKey() }),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['/brand/scenarios'] })
      void go({ to: '/brand/certificates/scenarios/$id', params: { id: made.id } })
    },
  })
  const columns: Column<Scenario>[] = [
    { key: 'title', title: t('scenarios.procedure'), cell: (row) => said(row.title, i18n.language) },
    { key: 'opening', title: t('scenarios.opening'), cell: (row) => row.scene.opening },
    { key: 'source', title: t('scenarios.source'), cell: (row) => t(`scenarios.sources.${row.source}`) },
    { key: 'level', title: t('scenarios.level'), align: 'end', cell: (row) => <span className="num">{row.level}</span> },
    {
      key: 'state',
      title: t('scenarios.state'),
      cell: (row) => (
        <>
          <Tag tone={tones[row.state]}>{t(`scenarios.states.${row.state}`)}</Tag> {row.stale && <Tag tone="warn">{t('scenarios.stale')}</Tag>}
        </>
      ),
    },
    { key: 'drilled', title: t('scenarios.drilled'), align: 'end', cell: (row) => <span className="num">{t('scenarios.passedOf', { n: row.passed, all: row.drilled })}</span> },
    { key: 'at', title: t('scenarios.at'), cell: (row) => <TimeText at={row.made_at} style="date" /> },
  ]
  return (
    <>
      <PageHead title={t('scenarios.title')} lead={t('scenarios.lead')} trail={[{ label: t('certificates.title'), to: '/brand/certificates' }]} />
      {make.isError && <FaultFace thrown={make.error} />}
      <Make busy={make.isPending} onMake={(draft) => make.mutate(draft)} />
      <Handoffs busy={make.isPending} onMake={(draft) => make.mutate(draft)} />
      <Panel title={t('scenarios.all')}>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('scenarios.all')} to={(row) => `/brand/certificates/scenarios/${row.id}`} empty={<Empty title={t('scenarios.none')} hint={t('scenarios.noneHint')} />} />
      </Panel>
    </>
  )
}

function Make({ busy, onMake }: { busy: boolean; onMake: (draft: Draft) => void }) {
  const { t, i18n } = useTranslation('brand')
  const procedures = useList<Procedure>('/brand/procedures')
  const [draft, setDraft] = useState<Draft>({ level: 1, lang: i18n.language === 'en' ? 'en' : 'zh' })
  const all = procedures.data?.pages.flatMap((page) => page.items) ?? []
  const name = (row: Procedure) => (i18n.language === 'en' ? row.title_en || row.title_zh : row.title_zh || row.title_en) || row.id
  return (
    <Panel title={t('scenarios.make')} note={t('scenarios.makeNote')}>
      <div className={look.make}>
        <label>
          {t('scenarios.procedure')}
          <Select
            allowClear
            placeholder={t('scenarios.any')}
            {...(draft.procedure && { value: draft.procedure })}
            onChange={(id?: string) => setDraft(({ procedure: _had, ...rest }) => (id ? { ...rest, procedure: id } : rest))}
            options={all.map((row) => ({ value: row.id, label: name(row) }))}
          />
        </label>
        <label>
          {t('scenarios.level')}
          <Select value={draft.level ?? 1} onChange={(level) => setDraft({ ...draft, level })} options={[1, 2, 3].map((n) => ({ value: n, label: t('certificates.level', { n }) }))} />
        </label>
        <Button type="primary" loading={busy} onClick={() => onMake(draft)}>
          {t('scenarios.draw')}
        </Button>
      </div>
    </Panel>
  )
}

/** Yesterday's hand-offs that went wrong, in the shopper's words without what is theirs. */
function Handoffs({ busy, onMake }: { busy: boolean; onMake: (draft: Draft) => void }) {
  const { t, i18n } = useTranslation('brand')
  const list = useList<Handoff>('/brand/scenarios/handoffs')
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel title={t('scenarios.handoffs')} note={t('scenarios.handoffsNote')} extra={<CountText n={rows.length} />}>
      {rows.length === 0 ? (
        <Empty title={t('scenarios.noHandoff')} hint={t('scenarios.noHandoffHint')} />
      ) : (
        <ul className={look.rows}>
          {rows.slice(0, 20).map((one) => (
            <li key={one.chat_id}>
              <span>{one.opening}</span>
              <Tag tone="warn">{t(`scenarios.why.${one.why}`)}</Tag>
              <span className={look.faint}>{said(one.title, i18n.language)}</span>
              {one.made ? (
                <Tag tone="good">{t('scenarios.made')}</Tag>
              ) : (
                <Button size="small" disabled={busy} onClick={() => onMake({ chat_id: one.chat_id })}>
                  {t('scenarios.makeOne')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
