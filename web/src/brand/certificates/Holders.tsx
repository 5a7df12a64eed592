import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice, DataTable, Empty, Panel, Tag, TimeText, useList, type Column, type Tone } from '@/ui'
import type { Holder } from './shape'

type State = '' | Holder['state']

const tones: Record<Holder['state'], Tone> = { active: 'good', suspended: 'warn', expired: 'plain' }

/** Who holds our certificate: a name and what was earned, nothing else of the person. */
export function Holders() {
  const { t } = useTranslation('brand')
  const [state, setState] = useState<State>('')
  const list = useList<Holder>('/brand/certificates/holders', state ? { state } : {})
  const columns: Column<Holder>[] = [
    { key: 'name', title: t('certificates.name'), cell: (row) => row.name },
    { key: 'level', title: t('certificates.levelOf'), align: 'end', cell: (row) => <span className="num">{row.level}</span> },
    { key: 'state', title: t('certificates.standing'), cell: (row) => <Tag tone={tones[row.state]}>{t(`certificates.standings.${row.state}`)}</Tag> },
    { key: 'on', title: t('certificates.standsOn'), cell: (row) => row.stands_on.map((one) => <Tag key={one.procedure} tone={one.edition < one.in_force ? 'warn' : 'plain'}>{one.procedure}</Tag>) },
    { key: 'until', title: t('certificates.until'), cell: (row) => <TimeText at={row.expires_at} style="date" /> },
  ]
  return (
    <Panel
      title={t('certificates.holders')}
      note={t('certificates.holdersNote')}
      extra={
        <Choice<State>
          label={t('certificates.standing')}
          value={state}
          onChange={setState}
          options={(['', 'active', 'suspended', 'expired'] as const).map((one) => ({ value: one, text: t(`certificates.standings.${one || 'all'}`) }))}
        />
      }
    >
      <DataTable list={list} columns={columns} rowKey={(row) => row.name + row.since} caption={t('certificates.holders')} empty={<Empty title={t('certificates.nobody')} hint={t('certificates.nobodyHint')} />} />
    </Panel>
  )
}
