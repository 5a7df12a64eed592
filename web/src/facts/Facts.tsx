import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Page } from '@/api'
import { CountText, DataTable, Empty, PageHead, Panel, refusal, Tag, TimeText, useList, type Column } from '@/ui'
import { Bring, Brought } from './Bring'
import { Change, type Figure } from './Change'

type Waiting = { brand_id: string; brand_name: string; outcomes: number; first_at: string; last_at: string }
type Chain = { blocks: number; facts: number; holds: boolean; broken_block?: number; says?: string }

/** What bills are rated from: files brought in, what waits for a contract, the sealed chain, the platforms' figures. */
export default function Facts() {
  const { t } = useTranslation('facts')
  const query = useQuery({ queryKey: ['/finance/brands'], queryFn: ({ signal }) => api.get<Page<{ id: string; name: string }>>('/finance/brands', { signal }) })
  const brands = query.data?.items ?? []
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <WaitingFacts />
      <Bring path="/finance/imports/facts" brands={brands} />
      <Brought path="/finance/imports/facts" names={new Map(brands.map((one) => [one.id, one.name]))} />
      <Seals brands={brands} />
      <Figures />
    </>
  )
}

function WaitingFacts() {
  const { t } = useTranslation('facts')
  const list = useList<Waiting>('/finance/waiting')
  const columns: Column<Waiting>[] = [
    { key: 'brand', title: t('brand'), cell: (row) => row.brand_name || row.brand_id },
    { key: 'n', title: t('outcomes'), align: 'end', cell: (row) => <CountText n={row.outcomes} /> },
    { key: 'first', title: t('first'), cell: (row) => <TimeText at={row.first_at} /> },
    { key: 'last', title: t('last'), cell: (row) => <TimeText at={row.last_at} /> },
  ]
  return (
    <Panel title={t('waiting')} note={t('waitingNote')}>
      <DataTable list={list} columns={columns} rowKey={(row) => row.brand_id} caption={t('waiting')} empty={<Empty title={t('noneWaits')} hint={t('noneWaitsHint')} />} />
    </Panel>
  )
}

function Seals({ brands }: { brands: { id: string; name: string }[] }) {
  const { t } = useTranslation('facts')
  const [said, setSaid] = useState<Record<string, Chain | string>>({})
  const check = async (id: string) => {
    setSaid((was) => ({ ...was, [id]: '…' }))
    try {
      const chain = await api.get<Chain>(`/finance/brands/${id}/chain`)
      setSaid((was) => ({ ...was, [id]: chain }))
    } catch (thrown) {
      setSaid((was) => ({ ...was, [id]: refusal(thrown) }))
    }
  }
  return (
    <Panel title={t('seals')} note={t('sealsNote')}>
      <ul style={{ listStyle: 'none', padding: 0, display: 'grid', gap: 8 }}>
        {brands.map((one) => {
          const chain = said[one.id]
          return (
            <li key={one.id} style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
              <span style={{ minWidth: 160 }}>{one.name}</span>
              <Button onClick={() => void check(one.id)} disabled={chain === '…'}>
                {t('check')}
              </Button>
              {typeof chain === 'string' && <span role="status">{chain}</span>}
              {chain && typeof chain !== 'string' && (
                <span role="status">
                  <Tag tone={chain.holds ? 'good' : 'bad'}>{t(chain.holds ? 'holds' : 'broken')}</Tag> {chain.says ?? t('sealed', { blocks: chain.blocks, facts: chain.facts })}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

/** A definition holds until the next one; the last has no end that anybody named. */
const endless = (row: Figure) => row.till.startsWith('2100')

function Figures() {
  const { t } = useTranslation('facts')
  const list = useList<Figure>('/finance/figures')
  const [open, setOpen] = useState<Figure>()
  const columns: Column<Figure>[] = [
    { key: 'id', title: t('figure'), cell: (row) => t(`names.${row.id}`, row.id) },
    { key: 'platform', title: t('platform'), cell: (row) => (row.platform ? t(`platforms.${row.platform}`, row.platform) : '–') },
    { key: 'rule', title: t('rule'), cell: (row) => `${t(`measures.${row.measure}`)}${row.within_ms ? ` ≤ ${row.within_ms >= 180_000 ? t('minutes', { count: row.within_ms / 60_000 }) : t('within', { count: row.within_ms / 1000 })}` : ''}` },
    { key: 'unit', title: t('unit'), cell: (row) => t(`units.${row.unit || 'conversation'}`) },
    { key: 'hours', title: t('hours'), cell: (row) => (row.open_from ? `${row.open_from}–${row.open_till}` : t('always')) },
    { key: 'from', title: t('from'), cell: (row) => <TimeText at={row.from} style="date" /> },
    { key: 'till', title: t('till'), cell: (row) => (endless(row) ? t('noEnd') : <TimeText at={row.till} style="date" />) },
    { key: 'change', title: t('change'), cell: (row) => (endless(row) ? <Button onClick={() => setOpen(row)}>{t('change')}</Button> : null) },
  ]
  return (
    <Panel title={t('figures')} note={t('figuresNote')}>
      <DataTable list={list} columns={columns} rowKey={(row) => row.id + row.from + (row.channel ?? '')} caption={t('figures')} empty={<Empty title={t('noFiles')} />} />
      {open && <Change one={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
