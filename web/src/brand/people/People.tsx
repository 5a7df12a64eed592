import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { CountText, DataTable, DurationText, Empty, FaultFace, PageHead, Panel, Sheet, Tag, TimeText, toast, useList, type Column } from '@/ui'

type Chosen = {
  agent_id: string
  name: string
  shifts_worked: number
  worked_s: number
  no_shows: number
  shifts_ahead: number
  last?: string
  choice?: 'prefer' | 'block'
  why?: string
  by?: string
}
type Choice = { who: Chosen; kind: 'prefer' | 'block' }

/** Who works for us: prefer them for the next sale, or book them no more. The plan obeys, and the agent is told why. */
export default function People() {
  const { t } = useTranslation('brand')
  const queries = useQueryClient()
  const list = useList<Chosen>('/brand/people')
  const [choice, setChoice] = useState<Choice>()
  const again = () => void queries.invalidateQueries({ queryKey: ['/brand/people'] })
  const undo = useMutation({
    mutationFn: (who: Chosen) => api.put(`/brand/people/${who.agent_id}`, { choice: '' }),
    onSuccess: () => toast({ text: t('people.undone') }),
    onSettled: again,
  })
  const columns: Column<Chosen>[] = [
    { key: 'name', title: t('people.name'), cell: (row) => row.name },
    { key: 'worked', title: t('people.worked'), align: 'end', cell: (row) => <CountText n={row.shifts_worked} /> },
    { key: 'hours', title: t('people.hours'), align: 'end', cell: (row) => (row.worked_s > 0 ? <DurationText ms={row.worked_s * 1000} /> : '–') },
    { key: 'missed', title: t('people.missed'), align: 'end', cell: (row) => <CountText n={row.no_shows} /> },
    { key: 'ahead', title: t('people.ahead'), align: 'end', cell: (row) => <CountText n={row.shifts_ahead} /> },
    { key: 'last', title: t('people.last'), cell: (row) => (row.last ? <TimeText at={row.last} style="day" /> : '–') },
    {
      key: 'choice',
      title: t('people.choice'),
      cell: (row) =>
        row.choice ? (
          <>
            <Tag tone={row.choice === 'prefer' ? 'good' : 'bad'}>{t(`people.kinds.${row.choice}`)}</Tag> {row.why} {row.by && <small>({row.by})</small>}
          </>
        ) : (
          '–'
        ),
    },
    {
      key: 'act',
      title: t('people.act'),
      align: 'end',
      cell: (row) =>
        row.choice ? (
          <Button size="small" disabled={undo.isPending} onClick={() => undo.mutate(row)}>
            {t('people.undo')}
          </Button>
        ) : (
          <>
            <Button size="small" onClick={() => setChoice({ who: row, kind: 'prefer' })}>
              {t('people.prefer')}
            </Button>{' '}
            <Button size="small" danger onClick={() => setChoice({ who: row, kind: 'block' })}>
              {t('people.block')}
            </Button>
          </>
        ),
    },
  ]
  return (
    <>
      <PageHead title={t('people.title')} lead={t('people.lead')} />
      <Panel>
        <DataTable list={list} columns={columns} rowKey={(row) => row.agent_id} caption={t('people.title')} empty={<Empty title={t('people.none')} hint={t('people.noneHint')} />} />
      </Panel>
      {choice && <Ask choice={choice} onClose={() => setChoice(undefined)} onDone={again} />}
    </>
  )
}

function Ask({ choice, onClose, onDone }: { choice: Choice; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('brand')
  const [why, setWhy] = useState('')
  const put = useMutation({
    mutationFn: () => api.put(`/brand/people/${choice.who.agent_id}`, { choice: choice.kind, why }),
    onSuccess: () => {
      toast({ text: t(`people.done.${choice.kind}`, { name: choice.who.name }), tone: 'good' })
      onDone()
      onClose()
    },
  })
  const block = choice.kind === 'block'
  return (
    <Sheet
      title={t(`people.ask.${choice.kind}`, { name: choice.who.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('people.cancel')}</Button>
          <Button type="primary" danger={block} loading={put.isPending} disabled={block && why.trim() === ''} onClick={() => put.mutate()}>
            {t(`people.${choice.kind}`)}
          </Button>
        </>
      }
    >
      <p>{t(`people.text.${choice.kind}`)}</p>
      <label>
        {t(block ? 'people.whyMust' : 'people.whyMay')}
        <Input maxLength={300} value={why} onChange={(typed) => setWhy(typed.target.value)} />
      </label>
      {put.isError && <FaultFace thrown={put.error} />}
    </Sheet>
  )
}
