import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CountText, DurationText, Empty, Money, Rows, ShareText, Tag, type Column } from '@/ui'
import type { BrandLine, WindowName } from './wall'

/** Every brand in a line, whoever waits most first. */
export function BrandLines({ lines, to, window }: { lines: BrandLine[]; to: string; window: WindowName }) {
  const { t } = useTranslation('insight')
  if (lines.length === 0) return <Empty title={t('brands.none')} />
  const share = (bp: number | null) => (bp === null ? '–' : <ShareText bp={bp} />)
  const columns: Column<BrandLine>[] = [
    {
      key: 'name',
      title: t('brands.name'),
      cell: (row) => (
        <Link to={to} search={{ brand: row.brand.id, window } as never}>
          {row.brand.name}
        </Link>
      ),
    },
    { key: 'waiting', title: t('brands.waiting'), align: 'end', cell: (row) => (row.now.waiting > 0 ? <Tag tone="warn">{row.now.waiting}</Tag> : <CountText n={0} />) },
    { key: 'open', title: t('brands.open'), align: 'end', cell: (row) => <CountText n={row.now.bot + row.now.human} /> },
    { key: 'there', title: t('brands.there'), align: 'end', cell: (row) => <CountText n={Object.values(row.now.agents).reduce((sum, n) => sum + n, 0)} /> },
    { key: 'closed', title: t('tiles.closed'), align: 'end', cell: (row) => <CountText n={row.numbers.closed} /> },
    { key: 'resolution', title: t('tiles.resolution'), align: 'end', cell: (row) => share(row.numbers.resolution_bp) },
    { key: 'wait', title: t('tiles.wait'), align: 'end', cell: (row) => (row.numbers.wait_p90_ms === null ? '–' : <DurationText ms={row.numbers.wait_p90_ms} />) },
    { key: 'service', title: t('tiles.service'), align: 'end', cell: (row) => share(row.numbers.service_level_bp) },
    { key: 'csat', title: t('tiles.csat'), align: 'end', cell: (row) => share(row.numbers.csat_bp) },
    { key: 'gmv', title: t('tiles.gmv'), align: 'end', cell: (row) => (row.numbers.assisted_gmv.length === 0 ? '–' : row.numbers.assisted_gmv.map((sum) => <Money key={sum.currency} minor={sum.minor} currency={sum.currency} short />)) },
  ]
  return <Rows rows={lines} columns={columns} rowKey={(row) => row.brand.id} caption={t('brands.title')} />
}
