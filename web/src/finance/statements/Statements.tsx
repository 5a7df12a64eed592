import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import look from '@/billing/billing.module.css'
import { tones } from '@/money/shape'
import { DataTable, Empty, Money, PageHead, Panel, refusal, Sheet, Tag, TimeText, toast, useList, type Column } from '@/ui'

type Statement = { id: string; agent_name?: string; agent_id: string; currency: string; period_from: string; period_till: string; total_minor: number; closed_at: string; state: string; reason?: string; paid_at?: string; paid_ref?: string }

/** Agents' statements, closed with the bills of their periods, and whether they are paid. */
export default function Statements() {
  const { t } = useTranslation(['billing', 'money'])
  const list = useList<Statement>('/finance/statements')
  const [paying, setPaying] = useState<Statement>()
  const columns: Column<Statement>[] = [
    { key: 'agent', title: t('statements.agent'), cell: (row) => row.agent_name ?? row.agent_id.slice(-6) },
    { key: 'period', title: t('invoices.period'), cell: (row) => <><TimeText at={row.period_from} style="date" /> – <TimeText at={row.period_till} style="date" /></> },
    { key: 'state', title: t('invoices.status'), cell: (row) => <Tag tone={tones[row.state] ?? 'plain'}>{t(`money:pay.states.${row.state}`, { defaultValue: row.state })}</Tag> },
    { key: 'total', title: t('invoices.total'), align: 'end', cell: (row) => <Money minor={row.total_minor} currency={row.currency} /> },
    { key: 'act', title: t('statements.act'), cell: (row) => (row.state !== 'held' && row.state !== 'available' ? row.paid_ref || row.reason || '–' : <Button size="small" onClick={() => setPaying(row)}>{t('statements.pay')}</Button>) },
  ]
  return (
    <>
      <PageHead title={t('statements.title')} lead={t('statements.lead')} />
      <Panel>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('statements.title')} empty={<Empty title={t('statements.none')} hint={t('statements.noneHint')} />} />
      </Panel>
      {paying && <Paying one={paying} onClose={() => setPaying(undefined)} />}
    </>
  )
}

function Paying({ one, onClose }: { one: Statement; onClose: () => void }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const key = useRef(newKey())
  const [reference, setReference] = useState('')
  const pay = useMutation({
    mutationFn: () => api.post(`/finance/statements/${one.id}/paid`, { reference }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('statements.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/statements'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('statements.pay')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!reference.trim()} loading={pay.isPending} onClick={() => pay.mutate()}>
          {t('steps.paidYes')}
        </Button>
      }
    >
      <p>
        {one.agent_name} <Money minor={one.total_minor} currency={one.currency} />
      </p>
      <label className={look.field}>
        {t('steps.reference')}
        <Input value={reference} maxLength={200} autoFocus onChange={(typed) => setReference(typed.target.value)} />
      </label>
      {pay.isError && <p role="alert">{refusal(pay.error)}</p>}
    </Sheet>
  )
}
