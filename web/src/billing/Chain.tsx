import { useTranslation } from 'react-i18next'
import { Money, Panel, Rows, Tag, TimeText } from '@/ui'
import { tones, type Invoice } from './shape'

/** The documents of one period: together they are always the rating of its facts. */
export function Chain({ invoice, link }: { invoice: Invoice; link: string }) {
  const { t } = useTranslation('billing')
  if (invoice.chain.length < 2) return null
  return (
    <Panel title={t('chain.title')} note={t('chain.note')} extra={<Money minor={invoice.chain.reduce((sum, one) => sum + one.total_minor, 0)} currency={invoice.currency} />}>
      <Rows
        rows={invoice.chain}
        rowKey={(one) => one.id}
        caption={t('chain.title')}
        to={(one) => `${link}/${one.id}`}
        columns={[
          { key: 'number', title: t('invoices.number'), cell: (one) => one.number ?? t(`kinds.${one.kind}`) },
          { key: 'kind', title: t('invoices.kind'), cell: (one) => t(`kinds.${one.kind}`) },
          { key: 'asof', title: t('chain.asOf'), cell: (one) => <TimeText at={one.as_of} /> },
          { key: 'status', title: t('invoices.status'), cell: (one) => <Tag tone={tones[one.status] ?? 'plain'}>{t(`status.${one.status}`)}</Tag> },
          { key: 'total', title: t('invoices.total'), align: 'end', cell: (one) => <Money minor={one.total_minor} currency={invoice.currency} signed /> },
        ]}
      />
    </Panel>
  )
}
