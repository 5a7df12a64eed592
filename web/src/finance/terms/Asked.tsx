import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { DataTable, Empty, PageHead, Panel, refusal, Sheet, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'

type Proposal = { id: string; brand_name: string; request_id: string; terms: unknown; note: string; state: 'proposed' | 'accepted' | 'declined' | 'withdrawn'; proposed_at: string; answer?: string }

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
    { key: 'act', title: t('disputes.answer'), cell: (row) => (row.state === 'proposed' ? <Button size="small" onClick={() => setReading(row)}>{t('terms.read')}</Button> : row.answer || '–') },
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
        <>
          <Button type="primary" loading={send.isPending} onClick={() => send.mutate(true)}>{t('terms.accept')}</Button>
          <Button loading={send.isPending} onClick={() => send.mutate(false)}>{t('terms.decline')}</Button>
        </>
      }
    >
      {one.note && <p>{one.note}</p>}
      <pre style={{ maxHeight: 360, overflow: 'auto', fontSize: 12 }} tabIndex={0}>{JSON.stringify(one.terms, null, 1)}</pre>
      <label className={look.field}>
        {t('terms.answerNote')}
        <Input.TextArea value={answer} maxLength={2000} autoSize={{ minRows: 2 }} onChange={(typed) => setAnswer(typed.target.value)} />
      </label>
      {send.isError && <p role="alert">{refusal(send.error)}</p>}
    </Sheet>
  )
}
