import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import look from '@/billing/billing.module.css'
import { minorOf } from '@/billing/shape'
import { useWords } from '@/billing/useWords'
import { CountText, Money, ShareText } from '@/ui'

type Tier = { up_to?: number; unit_micro: number }
type Rule = { id: string; kind: string; service?: string; channel?: string; tiers?: Tier[]; confirmed_micro?: number; assumed_micro?: number; fee_minor?: number; bp?: number; clawback_days?: number; seat_micro?: number }
type Floor = { id: string; dimension: string; floor_ppm: number; unit_minor: number; cap_bp: number }

/** What a brand asks for, as far as it is said in words; the whole of it stands beside as it was sent. */
export type Asked = {
  rules?: Rule[]
  guarantees?: Floor[]
  total_cap_bp?: number
  commitment?: { minor: number }
  incentive?: { bands: { min: number; bp: number }[] }
  rates?: { id: string; bp: number; from?: string; till?: string; dates?: string[] }[]
}

/** Terms to read before they are answered: each clause with its price. */
export function Terms({ of, currency }: { of: Asked; currency: string }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  return (
    <dl className={look.said}>
      {(of.rules ?? []).map((rule) => (
        <Said key={rule.id} name={[t(`terms.kinds.${rule.kind}`, { defaultValue: rule.kind }), rule.kind === 'seat' ? word('seats', rule.id) : rule.channel && word('platforms', rule.channel)].filter(Boolean).join(' · ')}>
          <Price rule={rule} currency={currency} />
        </Said>
      ))}
      {(of.guarantees ?? []).map((floor) => (
        <Said key={floor.id} name={word('dimensions', floor.dimension)}>
          ≥ <ShareText bp={floor.floor_ppm / 100} /> · {t('terms.miss')} <Money minor={floor.unit_minor} currency={currency} /> · {t('terms.cap')} <ShareText bp={floor.cap_bp} />
        </Said>
      ))}
      {of.commitment && <Said name={t('terms.commitment')}><Money minor={of.commitment.minor} currency={currency} /></Said>}
      {of.incentive && (
        <Said name={t('terms.incentive')}>
          {of.incentive.bands.map((band) => (
            <div key={band.min}>≥ <CountText n={band.min} />: <ShareText bp={band.bp} /></div>
          ))}
        </Said>
      )}
      {(of.rates ?? []).map((rate) => (
        <Said key={rate.id} name={t('terms.night')}>
          {rate.from ? `${rate.from}–${rate.till}` : (rate.dates ?? []).join(', ')} · +<ShareText bp={rate.bp} />
        </Said>
      ))}
    </dl>
  )
}

function Said({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Price({ rule, currency }: { rule: Rule; currency: string }) {
  const { t } = useTranslation('billing')
  const micro = (n: number) => <Money minor={minorOf(n, currency).minor} currency={currency} />
  if (rule.kind === 'seat') return <>{t('terms.hour')} {micro(rule.seat_micro ?? 0)}</>
  if (rule.kind === 'resolution') return <>{t('terms.confirmed')} {micro(rule.confirmed_micro ?? 0)} · {t('terms.assumed')} {micro(rule.assumed_micro ?? 0)}</>
  if (rule.kind === 'conversion')
    return (
      <>
        {rule.bp ? <ShareText bp={rule.bp} /> : null}
        {rule.bp && rule.fee_minor ? ' + ' : null}
        {rule.fee_minor ? <Money minor={rule.fee_minor} currency={currency} /> : null} · {t('terms.clawback')} <CountText n={rule.clawback_days ?? 0} />
      </>
    )
  return (
    <>
      {(rule.tiers ?? []).map((tier, i) => (
        <div key={i}>
          {tier.up_to === undefined ? t('terms.beyond') : <>{t('terms.upTo')} <CountText n={tier.up_to} /></>}: {micro(tier.unit_micro)}
        </div>
      ))}
    </>
  )
}
