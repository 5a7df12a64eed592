import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { CountText, DataTable, Empty, Journey, PageHead, Panel, Tag, TimeText, useList, type Column, type Tone } from '@/ui'

type Sale = { id: string; event: string; brand_name: string; state: string; starts: string; people_at_peak: number }

const tones: Record<string, Tone> = { draft: 'plain', forecast: 'plain', quoted: 'primary', booked: 'primary', filling: 'warn', filled: 'good', running: 'accent', settled: 'plain', cancelled: 'plain' }
const way = ['ready', 'fill', 'watch', 'act', 'review'] as const

export default function Home() {
  const { t } = useTranslation('operator')
  const person = usePerson()
  const list = useList<Sale>('/operator/requests')
  const columns: Column<Sale>[] = [
    { key: 'name', title: t('home.name'), cell: (row) => row.event },
    { key: 'brand', title: t('home.brand'), cell: (row) => row.brand_name },
    { key: 'state', title: t('home.state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`states.${row.state}`)}</Tag> },
    { key: 'begins', title: t('home.begins'), cell: (row) => <TimeText at={row.starts} /> },
    { key: 'people', title: t('home.people'), align: 'end', cell: (row) => <CountText n={row.people_at_peak} /> },
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
