import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Grid, Panel, useLocale } from '@/ui'
import { LineWall } from '@/ui/charts'
import { formatCount, formatShare, formatTime } from '@/ui/format'
import { shareOf, type Point, type Rule } from './wall'

/** The last hour minute by minute: what ended, who waited, how fast, how many were there. */
export function WallCharts({ points, rules, zone }: { points: Point[]; rules: Rule[]; zone?: string | undefined }) {
  const { t } = useTranslation('insight')
  const locale = useLocale()
  const lines = useMemo(
    () => ({
      times: points.map((p) => formatTime(p.at, locale, zone, 'time')),
      flow: [
        { key: 'closed', name: t('chart.closed'), values: points.map((p) => p.closed) },
        { key: 'resolved', name: t('chart.resolved'), values: points.map((p) => p.resolved) },
        { key: 'handed', name: t('chart.handed'), values: points.map((p) => p.handed) },
      ],
      queue: [
        { key: 'waiting', name: t('chart.waiting'), values: points.map((p) => p.waiting) },
        { key: 'available', name: t('chart.available'), values: points.map((p) => p.available) },
      ],
      level: [{ key: 'level', name: t('chart.level'), values: points.map((p) => shareOf(p.in_time, p.ruled)) }],
      wait: [{ key: 'wait', name: t('chart.wait'), values: points.map((p) => (p.wait_p90_ms === null ? null : p.wait_p90_ms / 1000)) }],
    }),
    [points, locale, zone, t],
  )
  if (points.length === 0) return null
  const count = (n: number) => formatCount(n, locale)
  const seconds = (n: number) => t('chart.seconds', { n: formatCount(n, locale) })
  return (
    <Grid of="wide">
      <Panel>
        <LineWall title={t('chart.flow')} times={lines.times} lines={lines.flow} text={count} />
      </Panel>
      <Panel>
        <LineWall title={t('chart.queue')} times={lines.times} lines={lines.queue} text={count} />
      </Panel>
      <Panel>
        <LineWall title={t('chart.service')} times={lines.times} lines={lines.level} text={(bp) => formatShare(bp, locale, 0)} limit={rules[0]!.target_bp} />
      </Panel>
      <Panel>
        <LineWall title={t('chart.waits')} times={lines.times} lines={lines.wait} text={seconds} />
      </Panel>
    </Grid>
  )
}
