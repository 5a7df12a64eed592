import { useTranslation } from 'react-i18next'
import { DataTable, Empty, Panel, CountText, useList, type Column } from '@/ui'
import { Bring, Brought } from './Bring'

type Day = { day: string; blocks: number; facts: number; last_block: number; root: string }

/** A brand's own meter brought in as a file, and the roots of its sealed days: what its bills are held to. */
export function OwnFacts() {
  const { t } = useTranslation('facts')
  const list = useList<Day>('/brand/seals')
  const columns: Column<Day>[] = [
    { key: 'day', title: t('day'), cell: (row) => row.day },
    { key: 'facts', title: t('outcomes'), align: 'end', cell: (row) => <CountText n={row.facts} /> },
    { key: 'root', title: t('root'), cell: (row) => <code style={{ overflowWrap: 'anywhere' }}>{row.root}</code> },
  ]
  return (
    <>
      <Bring path="/brand/imports/facts" />
      <Brought path="/brand/imports/facts" />
      <Panel title={t('seals')} note={t('rootNote')}>
        <DataTable list={list} columns={columns} rowKey={(row) => row.day} caption={t('seals')} empty={<Empty title={t('noFiles')} />} />
      </Panel>
    </>
  )
}
