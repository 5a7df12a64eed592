import { useTranslation } from 'react-i18next'
import { useWords } from '@/billing/useWords'
import { Money } from '@/ui'
import look from './terms.module.css'
import type { Sample } from './terms'

/** Example bills of one clause: what is given, what it costs. */
export function Samples({ of, currency }: { of: Sample[]; currency: string }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  if (of.length === 0) return <div className={look.samples}>{t('terms.noExample')}</div>
  return (
    <div className={look.samples} aria-label={t('terms.examples')}>
      {of.map((one, i) => (
        <div key={i} className={look.sample}>
          <strong>{t(`terms.shows.${one.shows}`, { defaultValue: one.shows })}</strong>
          <span className={look.given}>{Object.entries(one.given).map(([key, n]) => `${t(`terms.given.${key}`, { defaultValue: key })} ${n.toLocaleString()}`).join(' · ')}</span>
          <dl className={look.sum}>
            {one.lines.filter((line) => line.amount_minor !== 0).map((line, k) => [
              <dt key={`t${k}`}>{word('codes', line.code)}{line.dims?.['tier'] ? ` · ${t('line.tier', { n: line.dims['tier'] })}` : ''} × {line.qty.toLocaleString()}</dt>,
              <dd key={`d${k}`}><Money minor={line.amount_minor} currency={currency} /></dd>,
            ])}
            <dt className={look.total}>{t('sum.subtotal')}</dt>
            <dd className={look.total}><Money minor={one.subtotal_minor} currency={currency} /></dd>
          </dl>
        </div>
      ))}
    </div>
  )
}
