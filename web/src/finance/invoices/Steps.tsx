import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey, session } from '@/api'
import look from '@/billing/billing.module.css'
import type { Invoice, Status } from '@/billing/shape'
import { decimalsOf, minorOf } from '@/money/decimals'
import { confirm, refusal, Sheet, toast } from '@/ui'

type Step = 'redraft' | 'review' | 'approve' | 'issue' | 'adjust'

/** What may follow what; the program holds the same table. */
const next: Record<Status, Step[]> = { collecting: ['redraft', 'review', 'approve'], draft: ['redraft', 'review', 'approve'], review: ['redraft', 'approve'], approved: ['redraft', 'issue'], issued: ['adjust'], partially_paid: ['adjust'], paid: ['adjust'], uncollectible: ['adjust'], void: [] }

/** The buttons that move a document on. */
export function Steps({ bill }: { bill: Invoice }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [paying, setPaying] = useState(false)
  const [aside, setAside] = useState<'part' | 'giveUp'>()
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
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
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
      {['issued', 'partially_paid', 'uncollectible'].includes(bill.status) && (
        <>
          <Button onClick={() => setAside('part')}>{t('steps.part')}</Button>
          {bill.status !== 'uncollectible' && bill.due_at && Date.parse(bill.due_at) < session.serverNow() && <Button danger onClick={() => setAside('giveUp')}>{t('steps.giveUp')}</Button>}
          <Button type="primary" onClick={() => setPaying(true)}>
            {t('steps.paid')}
          </Button>
        </>
      )}
      {aside && <Aside bill={bill} how={aside} onClose={() => setAside(undefined)} onDone={done} />}
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
      {pay.isError && <p role="alert">{refusal(pay.error)}</p>}
    </Sheet>
  )
}

/** A part of what is owed, or the wish to give the rest up, which another person answers. */
function Aside({ bill, how, onClose, onDone }: { bill: Invoice; how: 'part' | 'giveUp'; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('billing')
  const key = useRef(newKey())
  const [text, setText] = useState('')
  const [amount, setAmount] = useState<string | null>(null)
  const send = useMutation({
    mutationFn: () =>
      how === 'part'
        ? api.post(`/finance/invoices/${bill.id}/payments`, { amount_minor: minorOf(amount ?? '0', bill.currency), reference: text }, { key: key.current })
        : api.post(`/finance/invoices/${bill.id}/write-off`, { reason: text }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t(`steps.${how}Done`), tone: 'good' })
      onDone()
      onClose()
    },
    onError: () => (key.current = newKey()),
  })
  return (
    <Sheet
      title={t(`steps.${how}`)}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!text.trim() || (how === 'part' && !amount)} loading={send.isPending} onClick={() => send.mutate()}>
          {t(`steps.${how}`)}
        </Button>
      }
    >
      {how === 'part' && (
        <label className={look.field}>
          {t('steps.partAmount', { currency: bill.currency })}
          <InputNumber<string> stringMode min="0" precision={decimalsOf(bill.currency)} value={amount} autoFocus onChange={setAmount} />
        </label>
      )}
      <label className={look.field}>
        {t(how === 'part' ? 'steps.reference' : 'steps.giveUpWhy')}
        <Input value={text} maxLength={200} onChange={(typed) => setText(typed.target.value)} />
      </label>
      {send.isError && <p role="alert">{refusal(send.error)}</p>}
    </Sheet>
  )
}
