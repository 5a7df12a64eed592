import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import type { Period, Proof } from '@/money/shape'
import { Async, CountText, Empty, Grid, Money, Panel, Rows, StatCard, Tag, TimeText, type Column } from '@/ui'

/** The books looked at from outside: currencies, documents and closed periods each add up. */
export function Proven() {
  const { t } = useTranslation('money')
  const query = useQuery({ queryKey: ['/finance/ledger', 'proof'], queryFn: ({ signal }) => api.get<Proof>('/finance/ledger/proof', { signal }) })
  return (
    <Async query={query}>
      {(proof) => (
        <>
          <Grid of="stats">
            <StatCard label={t('proof.title')} figure={<Tag tone={proof.holds ? 'good' : 'bad'}>{t(proof.holds ? 'proof.holds' : 'proof.off')}</Tag>} foot={proof.sums.map((one) => one.currency).join(' ')} />
            <StatCard label={t('proof.documents')} figure={t('proof.ofDocuments', { good: proof.documents - proof.documents_off.length, all: proof.documents })} foot={proof.documents_off.map((one) => one.number).join(' ')} />
            <StatCard label={t('proof.closed')} figure={proof.closed_till ? <TimeText at={proof.closed_till} style="date" /> : t('proof.never')} foot={t('proof.closedNote')} />
            <StatCard label={t('proof.snapshot')} figure={<CountText n={proof.snapshot_through} />} foot={t('proof.snapshotNote')} />
          </Grid>
          <Panel title={t('proof.periods')} note={t('proof.periodsNote')}>
            {proof.periods.length === 0 ? <Empty title={t('proof.noPeriods')} hint={t('proof.noPeriodsHint')} /> : <Periods rows={proof.periods} />}
          </Panel>
        </>
      )}
    </Async>
  )
}

function Periods({ rows }: { rows: Period[] }) {
  const { t } = useTranslation('money')
  const money = (key: 'invoices' | 'agents' | 'rebates' | 'wallet' | 'margin'): Column<Period> => ({
    key,
    title: t(`proof.${key}`),
    align: 'end',
    cell: (row) => <Money minor={row[`${key}_minor`]} currency={row.currency} />,
  })
  const columns: Column<Period>[] = [
    { key: 'number', title: t('proof.period'), cell: (row) => <Link to={`/finance/invoices/${row.invoice_id}`}>{row.number}</Link> },
    money('invoices'),
    money('agents'),
    money('rebates'),
    money('wallet'),
    money('margin'),
    { key: 'off', title: t('proof.difference'), align: 'end', cell: (row) => <Tag tone={row.off_minor === 0 ? 'good' : 'bad'}><Money minor={row.off_minor} currency={row.currency} /></Tag> },
  ]
  return <Rows rows={rows} columns={columns} rowKey={(row) => row.invoice_id} caption={t('proof.periods')} />
}
