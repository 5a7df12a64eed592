import { useTranslation } from 'react-i18next'
import { Rows, ShareText, type Column } from '@/ui'
import look from './Requests.module.css'
import type { ChannelReport } from './shape'

type Row = { key: string; channel: string; grain: string; off: number; plain: number; least: number }

/** How near the forecast came to the past, beside a plain mean and what chance alone would leave. */
export function Accuracy({ reports }: { reports: ChannelReport[] }) {
  const { t } = useTranslation('brand')
  const rows: Row[] = reports.flatMap((report) =>
    (report.accuracy ?? []).map((one) => ({ key: report.channel + one.grain, channel: report.channel, grain: one.grain, off: one.wape, plain: one.wape_mean4, least: one.wape_poisson_floor })),
  )
  const share = (part: number) => <ShareText bp={Math.round(part * 10_000)} />
  const columns: Column<Row>[] = [
    { key: 'channel', title: t('past.channel'), cell: (row) => t(`channels.${row.channel}`, row.channel) },
    { key: 'grain', title: t('accuracy.grain'), cell: (row) => t(`accuracy.grains.${row.grain}`, row.grain) },
    { key: 'off', title: t('accuracy.off'), align: 'end', cell: (row) => share(row.off) },
    { key: 'plain', title: t('accuracy.plain'), align: 'end', cell: (row) => share(row.plain) },
    { key: 'least', title: t('accuracy.least'), align: 'end', cell: (row) => share(row.least) },
  ]
  const events = reports.flatMap((report) => (report.events ?? []).map((one) => ({ ...one, channel: report.channel })))
  return (
    <details className={look.refused} style={{ maxWidth: 'none' }}>
      <summary>{t('accuracy.title')}</summary>
      <p>{rows.length > 0 ? t('accuracy.lead') : t('accuracy.untried')}</p>
      {rows.length > 0 && <Rows rows={rows} columns={columns} rowKey={(row) => row.key} caption={t('accuracy.title')} />}
      <ul>
        {events.map((one) => (
          <li key={one.channel + one.name}>{t('accuracy.event', { channel: t(`channels.${one.channel}`, one.channel), event: one.name, times: one.multiplier.toFixed(1), from: one.from })}</li>
        ))}
        {reports.flatMap((report) => (report.notes ?? []).map((note) => <li key={report.channel + note}>{`${report.channel}: ${note}`}</li>))}
      </ul>
    </details>
  )
}
