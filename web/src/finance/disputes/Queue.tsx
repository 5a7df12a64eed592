import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice, CountText, DataTable, Empty, Money, PageHead, Panel, Tag, useList, type Column } from '@/ui'
import { Answer } from '../invoices/Disputes'
import look from '@/billing/billing.module.css'
import { Answered, Clock, Course } from '@/billing/Course'
import { tones, type Dispute } from '@/billing/shape'

type Queued = Dispute & { invoice_id: string; brand_name?: string; invoice_number?: string; currency?: string }

const states = ['opened', 'upheld', 'rejected'] as const

/** Every dispute with its clock, the one that ends first on top; each is answered once. */
export default function Queue() {
  const { t } = useTranslation('billing')
  const [state, setState] = useState<(typeof states)[number]>('opened')
  const list = useList<Queued>('/finance/disputes', { state })
  const columns: Column<Queued>[] = [
    { key: 'invoice', title: t('invoices.one'), cell: (row) => <Link to={`/finance/invoices/${row.invoice_id}`}>{[row.brand_name, row.invoice_number || t('disputes.unnumbered')].filter(Boolean).join(' · ')}</Link> },
    { key: 'reason', title: t('disputes.reason'), cell: (row) => <>{row.reason}<Course steps={row.steps} currency={row.currency ?? 'CNY'} /></> },
    { key: 'count', title: t('disputes.outcomes'), align: 'end', cell: (row) => <CountText n={row.outcomes} /> },
    { key: 'amount', title: t('line.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={row.currency ?? 'CNY'} /> },
    { key: 'clock', title: t('disputes.left'), cell: (row) => (row.state === 'opened' ? <><Clock dispute={row} />{row.in_review && <Tag tone="primary">{t('disputes.inReview')}</Tag>}</> : <Tag tone={tones[row.state] ?? 'plain'}>{t(`disputes.${row.state}`)}</Tag>) },
    { key: 'answer', title: t('disputes.answer'), cell: (row) => (row.state === 'opened' ? <Answer row={row} /> : <Answered row={row} />) },
  ]
  return (
    <>
      <PageHead title={t('disputes.title')} lead={t('disputes.rule')} />
      <Panel>
        <div className={look.choice}>
          <Choice label={t('invoices.status')} value={state} onChange={setState} options={states.map((value) => ({ value, text: t(`disputes.${value}`) }))} />
        </div>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('disputes.title')} empty={<Empty title={t('disputes.none')} hint={t('disputes.noneHint')} />} />
      </Panel>
    </>
  )
}
