import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, usePerson, useTopic } from '@/api'
import { announce, Empty, FaultFace, Loading, Money, Tag, TagList, TimeText, toast, useList, useShortcut } from '@/ui'
import { borders } from './halves'
import look from './Market.module.css'
import { PartSheet } from './PartSheet'
import type { Shift } from './shape'
import { BrandClock, PayParts, Terms } from './Terms'
import { useReread } from './useReread'

/** Shifts that are offered to me: pay first, then why it is me. j and k walk, a takes, x turns down. */
export function Offers({ few }: { few?: number }) {
  const { t } = useTranslation('agent')
  const person = usePerson()
  const list = useList<Shift>('/agent/offers')
  const [at, setAt] = useState(0)
  const [fault, setFault] = useState<unknown>()
  const [parting, setParting] = useState<Shift>()
  const cards = useRef<HTMLUListElement>(null)
  const again = useReread()
  useTopic(`agent:${person.id}`, (push) => push.kind === 'offer' && void again(), () => void again())
  const answer = useMutation({
    mutationFn: ({ shift, yes }: { shift: Shift; yes: boolean }) => api.post(`/agent/offers/${shift.id}/${yes ? 'accept' : 'decline'}`),
    onSuccess: (_, { shift, yes }) => {
      setFault(undefined)
      toast({ text: t(yes ? 'offers.taken' : 'offers.declined', { brand: shift.brand_name }), tone: yes ? 'good' : 'plain' })
      return again()
    },
    onError: (thrown) => {
      setFault(asFault(thrown))
      return again()
    },
  })
  const all = list.data?.pages.flatMap((page) => page.items) ?? []
  const rows = few === undefined ? all : all.slice(0, few)
  const here = rows[Math.min(at, rows.length - 1)]
  const walk = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + step))
    setAt(next)
    cards.current?.querySelectorAll<HTMLElement>(':scope > li')[next]?.focus()
    const one = rows[next]
    if (one) announce(`${one.brand_name} ${one.event}`)
  }
  useShortcut('j', t('offers.next'), () => walk(1))
  useShortcut('k', t('offers.before'), () => walk(-1))
  useShortcut('a', t('offers.accept'), () => here && !answer.isPending && answer.mutate({ shift: here, yes: true }))
  useShortcut('x', t('offers.decline'), () => here && !answer.isPending && answer.mutate({ shift: here, yes: false }))
  if (!list.data) return list.isError ? <FaultFace thrown={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={4} />
  return (
    <>
      {fault !== undefined && <FaultFace thrown={fault} />}
      {rows.length === 0 ? (
        <Empty small title={t('offers.emptyTitle')} hint={t('offers.emptyHint')} />
      ) : (
        <ul className={look.cards} ref={cards} aria-label={t('offers.title')}>
          {rows.map((shift, i) => (
            <li key={shift.id} tabIndex={-1} data-here={shift === here || undefined} onFocus={() => setAt(i)}>
              <Card shift={shift} busy={answer.isPending} onAnswer={(yes) => answer.mutate({ shift, yes })} onPart={() => setParting(shift)} />
            </li>
          ))}
        </ul>
      )}
      {parting && <PartSheet seat={parting} onClose={() => setParting(undefined)} onTaken={() => void again()} />}
    </>
  )
}

function Card({ shift, busy, onAnswer, onPart }: { shift: Shift; busy: boolean; onAnswer: (yes: boolean) => void; onPart: () => void }) {
  const { t } = useTranslation('agent')
  const why = [
    ...(shift.reason.chosen ? [t('offers.chosen')] : []),
    ...(shift.reason.known ? [t('offers.known')] : []),
    ...(shift.reason.certificate ? [t('offers.certified')] : []),
    ...(shift.reason.wished ? [t('offers.wished')] : []),
    ...(shift.reason.preferred.length > 0 ? [t('offers.preferred', { tags: shift.reason.preferred.join(', ') })] : []),
    ...(shift.reason.night_bp > 0 ? [t('offers.night', { share: Math.round(shift.reason.night_bp / 100) })] : []),
  ]
  return (
    <>
      <div className={look.cardHead}>
        <strong>
          {shift.brand_name} · {shift.event}
        </strong>
        {shift.kind === 'standby' && <Tag tone="accent">{t('shifts.standby')}</Tag>}
        {shift.origin === 'backfill' && <Tag tone="warn">{t('offers.urgent')}</Tag>}
        <span className={look.pay}>
          <Money minor={shift.pay_minor} currency={shift.currency} />
        </span>
      </div>
      <div className={look.cardLine}>
        <span>
          <TimeText at={shift.starts} style="day" /> <TimeText at={shift.starts} style="time" />–<TimeText at={shift.ends} style="time" />
        </span>
        <PayParts reason={shift.reason} rate={shift.rate_minor} currency={shift.currency} />
        <BrandClock at={shift.starts} ends={shift.ends} zone={shift.timezone} />
      </div>
      <TagList label={t('offers.why')} tags={why.map((text) => ({ key: text, text, tone: 'good' }))} />
      <Terms rules={shift.rules} />
      <div className={look.cardFoot}>
        <span className={look.hint}>
          {t('offers.lapses')} <TimeText at={shift.lapses_at} style="day" /> <TimeText at={shift.lapses_at} style="time" />
        </span>
        <span className={look.row}>
          <Button disabled={busy} onClick={() => onAnswer(false)}>
            {t('offers.decline')}
          </Button>
          {shift.in_parts && borders(shift.starts, shift.ends).length > 2 && (
            <Button aria-haspopup="dialog" disabled={busy} onClick={onPart}>
              {t('part.open')}
            </Button>
          )}
          <Button type="primary" data-take disabled={busy} onClick={() => onAnswer(true)}>
            {t('offers.accept')}
          </Button>
        </span>
      </div>
    </>
  )
}
