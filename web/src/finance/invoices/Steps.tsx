import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import look from '@/billing/billing.module.css'
import type { Invoice, Status } from '@/billing/shape'
import { confirm, Sheet, toast } from '@/ui'

type Step = 'redraft' | 'review' | 'approve' | 'issue' | 'adjust'

/** What may follow what; the program holds the same table. */
const next: Record<Status, Step[]> = { draft: ['redraft', 'review', 'approve'], review: ['redraft', 'approve'], approved: ['redraft', 'issue'], issued: ['adjust'], paid: ['adjust'], void: [] }

/** The buttons that move a document on. */
export function Steps({ bill }: { bill: Invoice }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [paying, setPaying] = useState(false)
  const done = () => {
    void queries.invalidateQueries({ queryKey: ['/finance/invoices'] })
    void queries.invalidateQueries({ queryKey: ['/finance/ledger'] })
  }
  const move = useMutation({
    mutationFn: (step: Step) => api.post<Invoice>(`/finance/invoices/${bill.id}/${step}`),
    onSuccess: (found, step) => {
      toast({ text: t(`steps.${step}Done`, { number: found.number ?? '' }), tone: 'good' })
      done()
    },
    onError: (thrown) => toast({ text: asFault(thrown).detail || asFault(thrown).code, tone: 'bad' }),
  })
  const take = async (step: Step) => {
    if (step === 'issue' && !(await confirm({ title: t('steps.issueAsk'), text: t('steps.issueText'), yes: t('steps.issue') }))) return
    move.mutate(step)
  }
  const steps = next[bill.status].filter((step) => step !== 'adjust' || bill.kind === 'invoice')
  return (
    <>
      {steps.map((step, i) => (
        <Button key={step} type={i === steps.length - 1 && step !== 'adjust' ? 'primary' : 'default'} loading={move.isPending && move.variables === step} onClick={() => void take(step)}>
          {t(`steps.${step}`)}
        </Button>
      ))}
      {bill.status === 'issued' && (
        <Button type="primary" onClick={() => setPaying(true)}>
          {t('steps.paid')}
        </Button>
      )}
      {paying && <Paying bill={bill} onClose={() => setPaying(false)} onDone={done} />}
    </>
  )
}

function Paying({ bill, onClose, onDone }: { bill: Invoice; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('billing')
  const key = useRef(newKey()) // one intention, however often it is sent
  const [reference, setReference] = useState('')
  const pay = useMutation({
    mutationFn: () => api.post<Invoice>(`/finance/invoices/${bill.id}/paid`, { reference }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('steps.paidDone'), tone: 'good' })
      onDone()
      onClose()
    },
  })
  return (
    <Sheet
      title={t('steps.paid')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!reference.trim()} loading={pay.isPending} onClick={() => pay.mutate()}>
          {t('steps.paidYes')}
        </Button>
      }
    >
      <label className={look.field}>
        {t('steps.reference')}
        <Input value={reference} maxLength={200} autoFocus onChange={(typed) => setReference(typed.target.value)} />
      </label>
      {pay.isError && <p role="alert">{asFault(pay.error).detail}</p>}
    </Sheet>
  )
}
