import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, usePerson, useTopic } from '@/api'
import { Async, confirm, DurationText, Grid, Money, PageHead, Panel, refusal, ShareText, StatCard, TimeText, toast } from '@/ui'
import look from '../market/Market.module.css'
import { asked, type Shift } from '../market/shape'
import { StateTags, useConfirm } from '../market/Shifts'
import { BrandClock, PayParts, RuleList } from '../market/Terms'
import { useReread } from '../market/useReread'
import { Appeal } from './Appeal'
import { History } from './History'
import { SwapSheet } from './SwapSheet'

/** One shift of mine: its pay, its rules, what is asked of me, and everything that happened to it. */
export default function ShiftPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const person = usePerson()
  const query = useQuery({ queryKey: ['/agent/shifts', 'one', id], queryFn: ({ signal }) => api.get<Shift>(`/agent/shifts/${id}`, { signal }) })
  const again = useReread()
  useTopic(`agent:${person.id}`, (push) => push.kind === 'offer' && void again(), () => void again())
  return (
    <Async query={query}>{(shift) => <Found shift={shift} again={again} />}</Async>
  )
}

function Found({ shift, again }: { shift: Shift; again: () => Promise<unknown> }) {
  const { t } = useTranslation('agent')
  return (
    <>
      <PageHead
        title={`${shift.brand_name} · ${shift.event}`}
        trail={[{ label: t('market.title'), to: '/agent/market' }]}
        lead={
          <>
            <TimeText at={shift.starts} /> – <TimeText at={shift.ends} style="time" /> <BrandClock at={shift.starts} ends={shift.ends} zone={shift.timezone} />
          </>
        }
        actions={<Actions shift={shift} again={again} />}
      />
      <Grid of="stats">
        <StatCard label={t('shifts.state')} figure={<StateTags shift={shift} />} />
        <StatCard label={t('shifts.pay')} figure={<Money minor={shift.pay_minor} currency={shift.currency} />} foot={<PayParts reason={shift.reason} rate={shift.rate_minor} currency={shift.currency} />} />
        {shift.worked_s > 0 && <StatCard label={t('shifts.worked')} figure={<DurationText ms={shift.worked_s * 1000} />} />}
        {shift.compensation && (
          <StatCard
            label={t('shift.compensation')}
            figure={<Money minor={shift.compensation.amount_minor} currency={shift.compensation.currency} />}
            foot={
              <>
                <ShareText bp={shift.compensation.share_bp} digits={0} /> {t('shift.ofPay')}
              </>
            }
          />
        )}
      </Grid>
      {shift.mark && <Appeal shift={shift} again={again} />}
      <Confirmations shift={shift} />
      <Panel title={t('terms.title')}>
        <RuleList rules={shift.rules} />
      </Panel>
      <History id={shift.id} />
    </>
  )
}

/** Confirm first; then what gives the shift away, the gentlest first. */
function Actions({ shift, again }: { shift: Shift; again: () => Promise<unknown> }) {
  const { t } = useTranslation('agent')
  const [swapping, setSwapping] = useState(false)
  const confirming = useConfirm()
  const release = useMutation({
    mutationFn: () => api.post(`/agent/shifts/${shift.id}/release`),
    onSuccess: () => toast({ text: t('shifts.released') }),
    onError: (thrown) => toast({ text: refusal(thrown, t('shifts.notReleased')), tone: 'bad' }),
    onSettled: again,
  })
  if (shift.state !== 'accepted') return null
  const ask = async () => {
    if (await confirm({ title: t('shifts.sure'), text: t(shift.late_release ? 'shifts.sureLate' : 'shifts.sureText'), yes: t('shifts.release'), danger: true })) release.mutate()
  }
  return (
    <>
      {asked(shift) && (
        <Button type="primary" loading={confirming.isPending} onClick={() => confirming.mutate(shift.id)}>
          {t('shifts.confirm')}
        </Button>
      )}
      <Button onClick={() => setSwapping(true)}>{t('shifts.swap')}</Button>
      <Button danger disabled={release.isPending} onClick={() => void ask()}>
        {t('shifts.release')}
      </Button>
      {swapping && <SwapSheet shift={shift} onClose={() => setSwapping(false)} onAsked={() => void again()} />}
    </>
  )
}

/** What was asked, and when an answer counts until. */
function Confirmations({ shift }: { shift: Shift }) {
  const { t } = useTranslation('agent')
  const rounds = shift.confirmations ?? []
  if (rounds.length === 0) return null
  return (
    <Panel title={t('shift.confirmations')} note={t('shift.confirmationsNote')}>
      <ul className={look.rules}>
        {rounds.map((one) => (
          <li key={one.hours_before}>
            <strong>{t('shift.hoursBefore', { hours: one.hours_before })}</strong> {t('shift.asked')} <TimeText at={one.asked_at} />
            {one.second_at && (
              <>
                {t('calendar.comma')}
                {t('shift.second')} <TimeText at={one.second_at} />
              </>
            )}
            {t('calendar.comma')}
            {one.answered_at ? (
              <>
                {t('shift.answered')} <TimeText at={one.answered_at} />
              </>
            ) : one.missed_at ? (
              <>
                {t('shift.missed')} <TimeText at={one.missed_at} />
              </>
            ) : (
              <>
                {t('shift.due')} <TimeText at={one.due_at} />
              </>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
