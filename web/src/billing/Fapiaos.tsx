import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import { DataTable, Empty, Money, Tag, TimeText, useList, type Column, type Tone } from '@/ui'

export type Fapiao = {
  id: string
  invoice_id: string
  document: string
  kind: 'blue' | 'red'
  blue_number?: string
  buyer: { name: string; tax_id: string }
  currency: string
  net_minor: number
  tax_minor: number
  state: 'requested' | 'exported' | 'issued' | 'refused'
  number?: string
  note?: string
  requested_at: string
}

const tones: Record<Fapiao['state'], Tone> = { requested: 'warn', exported: 'warn', issued: 'good', refused: 'bad' }

/** Tax invoices asked for, and what came of each. */
export function Fapiaos({ path, link, act }: { path: string; link: string; act?: (row: Fapiao) => ReactNode }) {
  const { t } = useTranslation('billing')
  const list = useList<Fapiao>(path)
  const columns: Column<Fapiao>[] = [
    { key: 'document', title: t('fapiao.document'), cell: (row) => row.document },
    { key: 'kind', title: t('fapiao.kind'), cell: (row) => <Tag tone={row.kind === 'red' ? 'bad' : 'plain'}>{t(`fapiao.${row.kind}`)}</Tag> },
    { key: 'buyer', title: t('fapiao.buyer'), cell: (row) => <>{row.buyer.name}<br /><small>{row.buyer.tax_id}</small></> },
    { key: 'amount', title: t('fapiao.gross'), align: 'end', cell: (row) => <Money minor={row.net_minor + row.tax_minor} currency={row.currency} /> },
    { key: 'tax', title: t('sum.tax'), align: 'end', cell: (row) => <Money minor={row.tax_minor} currency={row.currency} /> },
    { key: 'at', title: t('fapiao.at'), cell: (row) => <TimeText at={row.requested_at} /> },
    { key: 'state', title: t('invoices.status'), cell: (row) => <Tag tone={tones[row.state]}>{t(`fapiao.${row.state}`)}</Tag> },
    { key: 'number', title: t('fapiao.number'), cell: (row) => (act && row.state !== 'issued' && row.state !== 'refused' ? act(row) : row.number || row.note || '–') },
  ]
  return <DataTable list={list} columns={columns} rowKey={(row) => row.id} to={(row) => `${link}/${row.invoice_id}`} caption={t('fapiao.title')} empty={<Empty title={t('fapiao.none')} hint={t('fapiao.noneHint')} />} />
}
