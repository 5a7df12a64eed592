import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Slider } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { minorOf, type Invoice } from '@/billing/shape'
import { useWords } from '@/billing/useWords'
import { Empty, FaultFace, Money, Panel, ShareText } from '@/ui'

type Totals = { fees_minor: number; compensation_minor: number; subtotal_minor: number; tax_minor: number; total_minor: number }
type Answer = { currency: string; present: Totals; asked: Totals }

/** The same facts under other prices and floors: drag, and see the bill beside the one that stands. */
export function WhatIf({ bill }: { bill: Invoice }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const tiers = bill.lines.filter((line) => line.code === 'conversation_tier' && line.unit_micro > 0)
  const floors = bill.lines.filter((line) => line.code === 'compensation' && line.dims?.['floor_ppm'])
  const [units, setUnits] = useState<Record<string, number>>({})
  const [ppms, setPpms] = useState<Record<string, number>>({})
  const ask = useDeferredValue({
    invoice_id: bill.id,
    tiers: tiers.filter((line) => units[line.id] !== undefined).map((line) => ({ rule_id: line.rule_id, tier: Number(line.dims?.['tier'] ?? 1), unit_micro: units[line.id] })),
    floors: floors.filter((line) => ppms[line.id] !== undefined).map((line) => ({ guarantee: line.rule_id, floor_ppm: ppms[line.id] })),
  })
  const query = useQuery({ queryKey: ['/finance/what-if', ask], queryFn: ({ signal }) => api.post<Answer>('/finance/what-if', ask, { signal }), placeholderData: keepPreviousData, enabled: tiers.length + floors.length > 0 })
  return (
    <Panel title={t('whatif.title')} note={t('whatif.note')}>
      {tiers.length + floors.length === 0 && <Empty title={t('whatif.nothing')} />}
      <div className={look.what}>
        {tiers.map((line) => {
          const now = units[line.id] ?? line.unit_micro
          return (
            <label key={line.id}>
              <span>
                {word('codes', line.code)} · {t('line.tier', { n: line.dims?.['tier'] ?? 1 })}: <Money minor={minorOf(now, bill.currency).minor} currency={bill.currency} />
              </span>
              <Slider min={0} max={line.unit_micro * 2} step={10_000} value={now} ariaLabelForHandle={`${word('codes', line.code)} ${t('line.tier', { n: line.dims?.['tier'] ?? 1 })}`} tooltip={{ open: false }} onChange={(value) => setUnits({ ...units, [line.id]: value })} />
            </label>
          )
        })}
        {floors.map((line) => {
          const now = ppms[line.id] ?? Number(line.dims?.['floor_ppm'])
          return (
            <label key={line.id}>
              <span>
                {word('dimensions', line.dims?.['dimension'])}: <ShareText bp={Math.round(now / 100)} />
              </span>
              <Slider min={500_000} max={1_000_000} step={1_000} value={now} ariaLabelForHandle={word('dimensions', line.dims?.['dimension'])} tooltip={{ open: false }} onChange={(value) => setPpms({ ...ppms, [line.id]: value })} />
            </label>
          )
        })}
      </div>
      {query.isError && <FaultFace thrown={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <div className={look.beside} aria-live="polite">
          <span>
            {t('whatif.present')} <strong><Money minor={query.data.present.total_minor} currency={query.data.currency} /></strong>
          </span>
          <span>
            {t('whatif.asked')} <strong><Money minor={query.data.asked.total_minor} currency={query.data.currency} /></strong>
          </span>
          <span>
            {t('whatif.difference')} <strong><Money minor={query.data.asked.total_minor - query.data.present.total_minor} currency={query.data.currency} signed /></strong>
          </span>
        </div>
      )}
    </Panel>
  )
}
