import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { usePerson, useTopic } from '@/api'
import { CountText, DataTable, Empty, PageHead, Panel, Tag, TimeText, useList, useShortcut, type Column, type Tone } from '@/ui'
import { useNavigate } from '@tanstack/react-router'
import { Brought } from './Brought'
import type { Listed } from './shape'

const tones: Record<string, Tone> = { forecast: 'primary', quoted: 'primary', booked: 'warn', filling: 'warn', filled: 'good', running: 'accent' }

export default function Requests() {
  const { t } = useTranslation('brand')
  const person = usePerson()
  const queries = useQueryClient()
  const go = useNavigate()
  const list = useList<Listed>('/brand/requests')
  const again = () => void queries.invalidateQueries({ queryKey: ['/brand/requests'] })
  useTopic(`brand:${person.brand_id}`, (push) => (push.kind === 'fill' || push.kind === 'shift') && again(), again)
  useShortcut('n', t('requests.new'), () => void go({ to: '/brand/requests/new' }))
  const columns: Column<Listed>[] = [
    { key: 'event', title: t('requests.event'), cell: (row) => row.event },
    { key: 'state', title: t('requests.state'), cell: (row) => <Tag tone={tones[row.state] ?? 'plain'}>{t(`requests.states.${row.state}`)}</Tag> },
    { key: 'starts', title: t('requests.starts'), cell: (row) => <TimeText at={row.starts} /> },
    { key: 'peak', title: t('requests.peak'), align: 'end', cell: (row) => (row.people_at_peak ? <CountText n={row.people_at_peak} /> : t('requests.unknown')) },
    { key: 'seats', title: t('requests.seats'), align: 'end', cell: (row) => (row.seats ? <span className="num">{`${row.seats_accepted} / ${row.seats}`}</span> : t('requests.unknown')) },
  ]
  const begin = (
    <Link to="/brand/requests/new">
      <Button type="primary">{t('requests.new')}</Button>
    </Link>
  )
  return (
    <>
      <PageHead title={t('requests.title')} lead={t('requests.lead')} actions={begin} />
      <Panel title={t('requests.list')}>
        <DataTable
          list={list}
          columns={columns}
          rowKey={(row) => row.id}
          to={(row) => `/brand/requests/${row.id}`}
          caption={t('requests.caption')}
          empty={<Empty title={t('requests.emptyTitle')} hint={t('requests.emptyHint')} action={begin} />}
        />
      </Panel>
      <Brought />
    </>
  )
}
