import { useTranslation } from 'react-i18next'
import { DataTable, Empty, Panel, Tag, TimeText, useList, type Column } from '@/ui'
import { useWhy } from '@/inbox/useWhy'
import { tones } from '../market/Shifts'

type Move = { from: string; to: string; by_name: string; why: string; at: string }

/** Everything that happened to a shift: who and why. */
export function History({ id }: { id: string }) {
  const { t } = useTranslation('agent')
  const why = useWhy()
  const list = useList<Move>(`/agent/shifts/${id}/moves`)
  const columns: Column<Move>[] = [
    { key: 'at', title: t('shift.when'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'to', title: t('shift.what'), cell: (row) => (row.from === row.to ? '–' : <Tag tone={tones[row.to] ?? 'plain'}>{t(`shifts.states.${row.to}`)}</Tag>) },
    { key: 'by', title: t('shift.who'), cell: (row) => row.by_name || t('shift.clock') },
    { key: 'why', title: t('shift.why'), cell: (row) => why(row.why) || '–' },
  ]
  return (
    <Panel title={t('shift.history')} note={t('shift.historyNote')}>
      <DataTable list={list} columns={columns} rowKey={(row) => row.at + row.to + row.why} caption={t('shift.history')} empty={<Empty title={t('shift.noHistory')} />} />
    </Panel>
  )
}
