import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { Warned } from '@/billing/Warned'
import look from '@/billing/billing.module.css'
import { Answered, Clock, Course } from '@/billing/Course'
import { Chain } from '@/billing/Chain'
import { Lines, Sums } from '@/billing/Lines'
import { Papers } from '@/billing/Papers'
import { Proof } from '@/billing/Proof'
import { lineIs, tones, type Invoice as Document } from '@/billing/shape'
import { useWords } from '@/billing/useWords'
import { Async, Money, PageHead, Panel, refusal, Sheet, Tag, TimeText, toast } from '@/ui'

const path = '/brand/invoices'

/** An invoice as its brand sees it: lines that lead to conversations, the recount, and the way to doubt a line. */
export default function Invoice() {
  const { t } = useTranslation('billing')
  const { id } = useParams({ strict: false }) as { id: string }
  const [doubting, setDoubting] = useState(false)
  const query = useQuery({ queryKey: [path, id], queryFn: ({ signal }) => api.get<Document>(`${path}/${id}`, { signal }) })
  const bill = query.data
  return (
    <>
      <PageHead
        title={bill ? `${t(`kinds.${bill.kind}`)} ${bill.number ?? ''}` : t('invoices.one')}
        lead={bill && <><TimeText at={bill.period_from} style="date" /> – <TimeText at={bill.period_till} style="date" /> <Tag tone={tones[bill.status] ?? 'plain'}>{t(`status.${bill.status}`)}</Tag></>}
        trail={[{ label: t('bill.title'), to: '/brand/bill' }]}
        actions={bill && ['review', 'issued', 'partially_paid'].includes(bill.status) && <Button onClick={() => setDoubting(true)}>{t('disputes.open')}</Button>}
      />
      <Async query={query}>
        {(found) => (
          <>
            <Panel title={t('line.title')} note={t('line.note')}>
              <Lines lines={found.lines} currency={found.currency} to={(line) => (line.evidence_count > 0 ? `/brand/bill/${found.id}/lines/${line.id}` : `/brand/bill/${found.id}`)} />
              <Sums of={found} />
              <Warned of={found.warnings} />
            </Panel>
            {found.disputes.length > 0 && (
              <Panel title={t('disputes.title')}>
                {found.disputes.map((one) => (
                  <div key={one.id} className={look.row}>
                    <Tag tone={tones[one.state] ?? 'plain'}>{t(`disputes.${one.state}`)}</Tag> {one.in_review && one.state === 'opened' && <Tag tone="primary">{t('disputes.inReview')}</Tag>} <Money minor={one.amount_minor} currency={found.currency} /> {one.reason} {one.state === 'opened' ? <span>{t('disputes.answerBy')} <Clock dispute={one} /></span> : <Answered row={one} />}
                    <Course steps={one.steps} currency={found.currency} />
                  </div>
                ))}
              </Panel>
            )}
            <Chain invoice={found} link="/brand/bill" />
            <Papers path={path} invoice={found} details="/brand/bill/details" />
            <Proof path={path} invoice={found} />
            {doubting && <Doubt bill={found} onClose={() => setDoubting(false)} />}
          </>
        )}
      </Async>
    </>
  )
}

function Doubt({ bill, onClose }: { bill: Document; onClose: () => void }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const queries = useQueryClient()
  const key = useRef(newKey())
  const lines = bill.lines.filter((line) => lineIs(line) === 'fee' && line.amount_minor > 0 && line.code !== 'seat' && line.evidence_count > 0)
  const [line, setLine] = useState(lines[0]?.id)
  const [reason, setReason] = useState('')
  const open = useMutation({
    mutationFn: () => api.post(`${path}/${bill.id}/lines/${line}/disputes`, { reason }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('disputes.opened2'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: [path] })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('disputes.open')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!reason.trim() || !line} loading={open.isPending} onClick={() => open.mutate()}>
          {t('disputes.send')}
        </Button>
      }
    >
      <p className={look.note}>{t('disputes.rule')}</p>
      <label className={look.field}>
        {t('disputes.line')}
        <Select value={line ?? null} onChange={setLine} options={lines.map((one) => ({ value: one.id, label: `${one.n} · ${word('codes', one.code)}` }))} getPopupContainer={(field) => field.parentElement!} />
      </label>
      <label className={look.field}>
        {t('disputes.reason')}
        <Input.TextArea value={reason} maxLength={2000} rows={3} onChange={(typed) => setReason(typed.target.value)} />
      </label>
      {open.isError && <p role="alert">{refusal(open.error)}</p>}
    </Sheet>
  )
}
