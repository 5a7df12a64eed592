import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { DataTable, Empty, Journey, Money, PageHead, Panel, Tag, TimeText, useList, type Column, type Tone } from '@/ui'

type Invoice = { id: string; number: string; brand_name: string; state: string; due_at: string; total_minor: number; currency: string }

const tones: Record<string, Tone> = { draft: 'plain', open: 'warn', paid: 'good', disputed: 'bad', void: 'plain' }
const way = ['outcome', 'rate', 'invoice', 'dispute', 'pay'] as const

export default function Home() {
  const { t } = useTranslation('finance')
  const person = usePerson()
  const list = useList<Invoice>('/invoices')
  const columns: Column<Invoice>[] = [
    { key: 'number', title: t('home.number'), cell: (row) => row.number },
    { key: 'brand', title: t('home.brand'), cell: (row) => row.brand_name },
    { key: 'state', title: t('home.state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`states.${row.state}`)}</Tag> },
    { key: 'due', title: t('home.due'), cell: (row) => <TimeText at={row.due_at} style="date" /> },
    { key: 'total', title: t('home.total'), align: 'end', cell: (row) => <Money minor={row.total_minor} currency={row.currency} /> },
  ]
  return (
    <>
      <PageHead title={t('home.hello', { name: person.name })} lead={t('home.lead')} />
      <Panel title={t('home.list')}>
        <DataTable
          list={list}
          columns={columns}
          rowKey={(row) => row.id}
          caption={t('home.caption')}
          empty={<Empty title={t('home.emptyTitle')} hint={t('home.emptyHint')} />}
        />
      </Panel>
      <Panel title={t('home.way')}>
        <Journey steps={way.map((key) => ({ key, title: t(`home.steps.${key}.title`), text: t(`home.steps.${key}.text`) }))} />
      </Panel>
    </>
  )
}
