import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { CountText, DataTable, Empty, Journey, PageHead, Panel, Tag, TimeText, useList, type Column, type Tone } from '@/ui'

type Request = { id: string; event: string; state: string; starts: string; people_at_peak: number }

const tones: Record<string, Tone> = { forecast: 'primary', quoted: 'primary', booked: 'warn', filling: 'warn', filled: 'good', running: 'accent' }
const way = ['forecast', 'quote', 'fill', 'serve', 'bill'] as const

export default function Home() {
  const { t } = useTranslation('brand')
  const person = usePerson()
  const list = useList<Request>('/brand/requests')
  const begin = (
    <Link to="/brand/requests/new">
      <Button type="primary">{t('requests.new')}</Button>
    </Link>
  )
  const columns: Column<Request>[] = [
    { key: 'name', title: t('home.name'), cell: (row) => row.event },
    { key: 'state', title: t('home.state'), cell: (row) => <Tag tone={tones[row.state] ?? 'plain'}>{t(`requests.states.${row.state}`)}</Tag> },
    { key: 'begins', title: t('home.begins'), cell: (row) => <TimeText at={row.starts} /> },
    { key: 'people', title: t('home.people'), align: 'end', cell: (row) => <CountText n={row.people_at_peak} /> },
  ]
  return (
    <>
      <PageHead title={t('home.hello', { name: person.name })} lead={t('home.lead')} actions={begin} />
      <Panel title={t('home.list')}>
        <DataTable
          list={list}
          columns={columns}
          rowKey={(row) => row.id}
          to={(row) => `/brand/requests/${row.id}`}
          caption={t('home.caption')}
          empty={<Empty title={t('home.emptyTitle')} hint={t('home.emptyHint')} action={begin} />}
        />
      </Panel>
      <Panel title={t('home.way')}>
        <Journey steps={way.map((key) => ({ key, title: t(`home.steps.${key}.title`), text: t(`home.steps.${key}.text`) }))} />
      </Panel>
    </>
  )
}
