import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { Choice, DataTable, Empty, PageHead, Panel, refusal, Sheet, Tag, TimeText, toast, useList, type Column } from '@/ui'

type Held = { id: string; brand_name: string; chat_id: string; agent_name?: string; shopper_ref: string; order_ref?: string; rule: string; reason: string; found_at: string; state: 'open' | 'released' | 'confirmed'; answer?: string }

const states = ['open', 'released', 'confirmed'] as const
const nobody = '00000000-0000-0000-0000-000000000000'

/** What looks like self-dealing waits here: not billed, not dropped, until a person decides. */
export default function Holds() {
  const { t } = useTranslation('billing')
  const [state, setState] = useState<(typeof states)[number]>('open')
  const [deciding, setDeciding] = useState<Held>()
  const list = useList<Held>('/finance/holds', { state })
  const columns: Column<Held>[] = [
    { key: 'rule', title: t('holds.rule'), cell: (row) => <Tag tone="warn">{t(`holds.rules.${row.rule}`)}</Tag> },
    { key: 'reason', title: t('holds.reason'), cell: (row) => (row.rule === 'person' ? row.reason : t(`holds.says.${row.rule}`)) },
    { key: 'who', title: t('holds.who'), cell: (row) => [row.brand_name, row.agent_name, row.shopper_ref, row.order_ref].filter(Boolean).join(' · ') },
    { key: 'chat', title: t('holds.chat'), cell: (row) => (row.chat_id && row.chat_id !== nobody ? <Link className={look.whole} to={`/finance/chats/${row.chat_id}`}>{t('holds.read')}</Link> : '–') },
    { key: 'at', title: t('holds.found'), cell: (row) => <TimeText at={row.found_at} /> },
    { key: 'act', title: t('holds.decision'), cell: (row) => (row.state === 'open' ? <Button size="small" type="primary" onClick={() => setDeciding(row)}>{t('holds.decide')}</Button> : row.answer) },
  ]
  return (
    <>
      <PageHead title={t('holds.title')} lead={t('holds.lead')} />
      <Panel>
        <div className={look.choice}>
          <Choice label={t('invoices.status')} value={state} onChange={setState} options={states.map((value) => ({ value, text: t(`holds.${value}`) }))} />
        </div>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('holds.title')} empty={<Empty title={t('holds.none')} hint={t('holds.noneHint')} />} />
      </Panel>
      {deciding && <Deciding row={deciding} onClose={() => setDeciding(undefined)} />}
    </>
  )
}

function Deciding({ row, onClose }: { row: Held; onClose: () => void }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [answer, setAnswer] = useState('')
  const decide = useMutation({
    mutationFn: (release: boolean) => api.post(`/finance/holds/${row.id}/decide`, { release, answer }),
    onSuccess: () => {
      toast({ text: t('holds.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/holds'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('holds.decide')}
      onClose={onClose}
      foot={
        <div className={look.row}>
          <Button type="primary" disabled={!answer.trim()} loading={decide.isPending} onClick={() => decide.mutate(true)}>{t('holds.release')}</Button>
          <Button danger disabled={!answer.trim()} onClick={() => decide.mutate(false)}>{t('holds.confirm')}</Button>
        </div>
      }
    >
      <p className={look.note}>{t('holds.decideNote')}</p>
      <label className={look.field}>
        {t('holds.why')}
        <Input.TextArea value={answer} maxLength={500} rows={3} autoFocus onChange={(typed) => setAnswer(typed.target.value)} />
      </label>
      {decide.isError && <p role="alert">{refusal(decide.error)}</p>}
    </Sheet>
  )
}
