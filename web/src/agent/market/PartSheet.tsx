import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Async, FaultFace, Loading, Money, Sheet, TimeText, toast, useLocale } from '@/ui'
import { formatTime } from '@/ui/format'
import { borders, kept } from './halves'
import look from './Market.module.css'
import type { PartOffer } from './shape'
import { BrandClock, PayParts, Terms } from './Terms'

/** A seat that may be taken in parts, whether it is open or offered to me. */
export type Seat = { slot_id: string; brand_name: string; event: string; starts: string; ends: string; timezone: string }

/** From when till when: what that part pays is asked of the server before it is taken, with whatever stands in its way. */
export function PartSheet({ seat, onClose, onTaken }: { seat: Seat; onClose: () => void; onTaken: () => void }) {
  const { t } = useTranslation('agent')
  const all = borders(seat.starts, seat.ends)
  const [part, setPart] = useState({ from: all[0]!, till: all[all.length - 1]! })
  const path = `/agent/slots/${seat.slot_id}/part`
  const query = useQuery({
    queryKey: [path, part],
    queryFn: ({ signal }) => api.get<PartOffer>(`${path}?${new URLSearchParams({ starts: part.from, ends: part.till })}`, { signal }),
    retry: false, // a refusal is an answer
  })
  const take = useMutation({
    mutationFn: () => api.post(path, { starts: part.from, ends: part.till }),
    onSuccess: () => {
      toast({ text: t('offers.taken', { brand: seat.brand_name }), tone: 'good' })
      onTaken()
      onClose()
    },
    onError: onTaken, // somebody was faster: the lists show what is there now
  })
  return (
    <Sheet
      title={t('part.title')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('part.cancel')}</Button>
          <Button type="primary" loading={take.isPending} disabled={!query.data || query.isFetching} onClick={() => take.mutate()}>
            {t('part.take')}
          </Button>
        </>
      }
    >
      <p>
        <strong>
          {seat.brand_name} · {seat.event}
        </strong>
      </p>
      <p className={look.cardLine}>
        <span>
          {t('part.whole')} <TimeText at={seat.starts} style="day" /> <TimeText at={seat.starts} style="time" />–<TimeText at={seat.ends} style="time" />
        </span>
        <BrandClock at={seat.starts} ends={seat.ends} zone={seat.timezone} />
      </p>
      <div className={look.span}>
        <Border label={t('part.from')} at={part.from} of={all.slice(0, -1)} onChange={(from) => setPart(kept(all, from, part.till, 'from'))} />
        <Border label={t('part.till')} at={part.till} of={all.slice(1)} onChange={(till) => setPart(kept(all, part.from, till, 'till'))} />
      </div>
      <div className={look.told} aria-live="polite">
        {query.isError ? <Refused thrown={query.error} /> : <Async query={query} loading={<Loading lines={2} />}>{(told) => <Told told={told} />}</Async>}
      </div>
      {take.isError && <FaultFace thrown={take.error} />}
    </Sheet>
  )
}

function Border({ label, at, of, onChange }: { label: string; at: string; of: string[]; onChange: (at: string) => void }) {
  const locale = useLocale()
  const id = useId()
  return (
    <label htmlFor={id} className={look.address}>
      {label}
      <select id={id} value={at} onChange={(picked) => onChange(picked.target.value)}>
        {of.map((one) => (
          <option key={one} value={one}>
            {formatTime(one, locale, undefined, 'time')}
          </option>
        ))}
      </select>
    </label>
  )
}

/** What the part pays, and what goes on to others. */
function Told({ told }: { told: PartOffer }) {
  const { t } = useTranslation('agent')
  return (
    <>
      <p className={look.cardHead}>
        <span>{t('part.pays')}</span>
        <span className={look.pay}>
          <Money minor={told.pay_minor} currency={told.currency} />
        </span>
      </p>
      <PayParts reason={told.reason} rate={told.rate_minor} currency={told.currency} />
      <p className={look.hint}>
        {told.left.length === 0
          ? t('part.all')
          : told.left.map((one, i) => (
              <span key={one.starts}>
                {i === 0 ? t('part.left') : t('terms.and')}
                <TimeText at={one.starts} style="time" />–<TimeText at={one.ends} style="time" />
              </span>
            ))}
      </p>
      <Terms rules={told.rules} />
    </>
  )
}

/** A rule of one's own hours in words; anything else as it is. */
function Refused({ thrown }: { thrown: unknown }) {
  const { t } = useTranslation('agent')
  const fault = asFault(thrown)
  if (fault.code !== 'slot_rules') return <FaultFace thrown={thrown} />
  return <p className={look.refused}>{t('part.refused', { rules: fault.fields.map((one) => t(`open.rules.${one.where}`, one.where)).join(t('terms.comma')) })}</p>
}
