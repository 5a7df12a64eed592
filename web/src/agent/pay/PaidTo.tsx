import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, session } from '@/api'
import look from '@/billing/billing.module.css'
import type { Payee } from '@/money/shape'
import { Async, Choice, Panel, refusal, Sheet, Tag, TimeText, toast } from '@/ui'

/** Where I am paid. Without it no payrun can take me in. */
export function PaidTo() {
  const { t } = useTranslation('money')
  const [open, setOpen] = useState(false)
  const query = useQuery({ queryKey: ['/agent/payee'], queryFn: ({ signal }) => api.get<Payee>('/agent/payee', { signal }) })
  return (
    <Panel title={t('payee.title')} note={t('payee.note')} extra={<Button onClick={() => setOpen(true)}>{t(query.data?.method ? 'payee.change' : 'payee.add')}</Button>}>
      <Async query={query}>
        {(now) =>
          now.method ? (
            <p className={look.row}>
              <Tag tone="primary">{t(`payee.methods.${now.method}`)}</Tag>
              {now.holder} {now.bank} {now.method !== 'stripe' && now.account_no}
              {Date.parse(now.rests_till) > session.serverNow() && (
                <Tag tone="warn">
                  {t('payee.rests')} <TimeText at={now.rests_till} />
                </Tag>
              )}
            </p>
          ) : (
            <p>{t('payee.none')}</p>
          )
        }
      </Async>
      {open && <Changing now={query.data} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Changing({ now, onClose }: { now: Payee | undefined; onClose: () => void }) {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const [ask, setAsk] = useState({ method: (now?.method || 'bank') as 'bank' | 'alipay' | 'stripe', holder: now?.holder ?? '', bank: now?.bank ?? '', account_no: '' })
  const put = useMutation({
    mutationFn: () => api.put<Payee>('/agent/payee', ask),
    onSuccess: (found) => {
      queries.setQueryData(['/agent/payee'], found)
      toast({ text: t('payee.done'), tone: 'good' })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('payee.title')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!ask.holder.trim() || (ask.method !== 'stripe' && !ask.account_no.trim())} loading={put.isPending} onClick={() => put.mutate()}>
          {t('payee.keep')}
        </Button>
      }
    >
      <Choice label={t('payee.method')} value={ask.method} onChange={(method) => setAsk({ ...ask, method })} options={(['bank', 'alipay', 'stripe'] as const).map((value) => ({ value, text: t(`payee.methods.${value}`) }))} />
      <label className={look.field}>
        {t('payee.holder')}
        <Input value={ask.holder} maxLength={100} autoComplete="name" onChange={(typed) => setAsk({ ...ask, holder: typed.target.value })} />
      </label>
      {ask.method === 'bank' && (
        <label className={look.field}>
          {t('payee.bank')}
          <Input value={ask.bank} maxLength={60} onChange={(typed) => setAsk({ ...ask, bank: typed.target.value })} />
        </label>
      )}
      {ask.method !== 'stripe' && (
        <label className={look.field}>
          {t(`payee.account.${ask.method}`)}
          <Input value={ask.account_no} maxLength={64} autoComplete="off" onChange={(typed) => setAsk({ ...ask, account_no: typed.target.value })} />
        </label>
      )}
      <p className={look.note}>{t('payee.rule')}</p>
      {put.isError && <p role="alert">{refusal(put.error)}</p>}
    </Sheet>
  )
}
