import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { DataTable, Empty, Journey, PageHead, Panel, Tag, TimeText, useList, type Column, type Tone } from '@/ui'

type Shift = { id: string; brand_name: string; state: string; begins_at: string; ends_at: string }

const tones: Record<string, Tone> = { offered: 'warn', booked: 'primary', running: 'accent', done: 'good', cancelled: 'plain' }
const way = ['drill', 'certify', 'claim', 'serve', 'pay'] as const

export default function Home() {
  const { t } = useTranslation('agent')
  const person = usePerson()
  const list = useList<Shift>('/shifts')
  const columns: Column<Shift>[] = [
    { key: 'brand', title: t('home.brand'), cell: (row) => row.brand_name },
    { key: 'state', title: t('home.state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`states.${row.state}`)}</Tag> },
    { key: 'begins', title: t('home.begins'), cell: (row) => <TimeText at={row.begins_at} /> },
    { key: 'ends', title: t('home.ends'), cell: (row) => <TimeText at={row.ends_at} style="time" /> },
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
