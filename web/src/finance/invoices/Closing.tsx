import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { Parts } from '@/billing/Parts'
import { Async, Money, Panel } from '@/ui'

type Sums = { currency: string; fees_minor: number; rebates_minor: number; compensation_minor: number; credit_minor: number; included_tax_minor: number; subtotal_minor: number; agents: number; agents_minor: number; margin_minor: number }

/** The period added up: what came in, what went back, what agents earn, what is left. */
export function Closing({ id }: { id: string }) {
  const { t } = useTranslation('billing')
  const query = useQuery({ queryKey: ['/finance/invoices', id, 'closing'], queryFn: ({ signal }) => api.get<Sums>(`/finance/invoices/${id}/closing`, { signal }) })
  return (
    <Panel title={t('closing.title')} note={t('closing.note')}>
      <Async query={query}>
        {(sums) => (
          <>
            <Parts currency={sums.currency} parts={(['agents', 'margin', 'rebates', 'compensation', 'included_tax'] as const).map((key) => ({ key, name: t(`closing.${key}`), minor: sums[`${key}_minor`] }))} />
            <dl className={look.sum} style={{ marginLeft: 0 }}>
              {(['fees', 'rebates', 'compensation', 'credit', 'included_tax', 'subtotal', 'agents', 'margin'] as const)
                .filter((key) => sums[`${key}_minor`] !== 0 || key === 'fees' || key === 'subtotal' || key === 'agents' || key === 'margin')
                .map((key) => (
                  <Row key={key} name={t(`closing.${key}`)} total={key === 'subtotal' || key === 'margin'} minor={['rebates', 'compensation', 'included_tax'].includes(key) ? -sums[`${key}_minor`] : sums[`${key}_minor`]} currency={sums.currency} />
                ))}
            </dl>
          </>
        )}
      </Async>
    </Panel>
  )
}

function Row({ name, minor, currency, total }: { name: string; minor: number; currency: string; total: boolean }) {
  return (
    <>
      <dt className={total ? look.total : undefined}>{name}</dt>
      <dd className={total ? look.total : undefined}>
        <Money minor={minor} currency={currency} />
      </dd>
    </>
  )
}
