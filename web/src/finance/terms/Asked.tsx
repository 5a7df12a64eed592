import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { DataTable, Empty, PageHead, Panel, refusal, Sheet, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'

import { Terms, type Asked as Wanted } from './Terms'

type Proposal = { id: string; brand_id: string; brand_name: string; request_id: string; terms: Wanted; note: string; state: 'proposed' | 'accepted' | 'declined' | 'withdrawn'; proposed_at: string; answer?: string }

const tones: Record<Proposal['state'], Tone> = { proposed: 'warn', accepted: 'good', declined: 'bad', withdrawn: 'plain' }

/** Terms that brands ask for before they book; each is answered once. */
export default function Asked() {
  const { t } = useTranslation('billing')
  const list = useList<Proposal>('/finance/proposals')
  const [reading, setReading] = useState<Proposal>()
  const columns: Column<Proposal>[] = [
    { key: 'brand', title: t('invoices.brand'), cell: (row) => row.brand_name },
    { key: 'note', title: t('terms.note'), cell: (row) => row.note || '–' },
    { key: 'at', title: t('fapiao.at'), cell: (row) => <TimeText at={row.proposed_at} /> },
    { key: 'state', title: t('invoices.status'), cell: (row) => <Tag tone={tones[row.state]}>{t(`terms.states.${row.state}`)}</Tag> },
    { key: 'act', title: t('disputes.answer'), cell: (row) => (<div className={look.row}><Button size="small" onClick={() => setReading(row)}>{t(row.state === 'proposed' ? 'terms.read' : 'terms.look')}</Button>{row.answer}</div>) },
  ]
  return (
    <>
      <PageHead title={t('terms.asked')} lead={t('terms.askedLead')} />
      <Panel>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('terms.asked')} empty={<Empty title={t('terms.none')} hint={t('terms.noneHint')} />} />
      </Panel>
      {reading && <Answer one={reading} onClose={() => setReading(undefined)} />}
    </>
  )
}

function Answer({ one, onClose }: { one: Proposal; onClose: () => void }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [answer, setAnswer] = useState('')
  const path = `/finance/brands/${one.brand_id}/wallet`
  const wallet = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<{ currency: string }>(path, { signal }) }) // a brand has one currency
  const send = useMutation({
    mutationFn: (accept: boolean) => api.post(`/finance/proposals/${one.id}/answer`, { accept, answer }),
    onSuccess: () => {
      toast({ text: t('disputes.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/proposals'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={`${one.brand_name} · ${t('terms.title')}`}
      onClose={onClose}
      foot={
        one.state === 'proposed' && (
          <>
            <Button type="primary" loading={send.isPending} onClick={() => send.mutate(true)}>{t('terms.accept')}</Button>
            <Button loading={send.isPending} onClick={() => send.mutate(false)}>{t('terms.decline')}</Button>
          </>
        )
      }
    >
      {one.note && <p>{one.note}</p>}
      <Terms of={one.terms} currency={wallet.data?.currency ?? 'CNY'} />
      <details>
        <summary>{t('terms.raw')}</summary>
        <pre className={look.raw} tabIndex={0}>{JSON.stringify(one.terms, null, 1)}</pre>
      </details>
      {one.state === 'proposed' ? (
        <label className={look.field}>
          {t('terms.answerNote')}
          <Input.TextArea value={answer} maxLength={2000} autoSize={{ minRows: 2 }} onChange={(typed) => setAnswer(typed.target.value)} />
        </label>
      ) : (
        <p className={look.note}>{one.answer}</p>
      )}
      {send.isError && <p role="alert">{refusal(send.error)}</p>}
    </Sheet>
  )
}
