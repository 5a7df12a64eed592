import { useTranslation } from 'react-i18next'
import { DataTable, Empty, Money, Tag, TimeText, useList, type Column } from '@/ui'
import { tones, type Head } from './shape'

/** Documents, newest first. */
export function Bills({ path, link, status, brand = false }: { path: string; link: string; status?: string | undefined; brand?: boolean }) {
  const { t } = useTranslation('billing')
  const list = useList<Head>(path, { status })
  const columns: Column<Head>[] = [
    { key: 'number', title: t('invoices.number'), cell: (row) => row.number ?? t(`kinds.${row.kind === 'invoice' ? 'draft' : row.kind}`) },
    ...(brand ? [{ key: 'brand', title: t('invoices.brand'), cell: (row: Head) => row.brand_name }] : []),
    { key: 'kind', title: t('invoices.kind'), cell: (row) => t(`kinds.${row.kind}`) },
    { key: 'period', title: t('invoices.period'), cell: (row) => <><TimeText at={row.period_from} style="date" /> – <TimeText at={row.period_till} style="date" /></> },
    { key: 'status', title: t('invoices.status'), cell: (row) => <Tag tone={tones[row.status] ?? 'plain'}>{t(`status.${row.status}`)}</Tag> },
    { key: 'due', title: t('invoices.due'), cell: (row) => (row.due_at ? <TimeText at={row.due_at} style="date" /> : '–') },
    { key: 'total', title: t('invoices.total'), align: 'end', cell: (row) => <Money minor={row.total_minor} currency={row.currency} /> },
  ]
  return <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('invoices.caption')} to={(row) => `${link}/${row.id}`} empty={<Empty title={t('invoices.none')} hint={t('invoices.noneHint')} />} />
}
