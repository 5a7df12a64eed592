import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../format'
import { colour, useLook } from '../look'
import { useLocale } from '../useLocale'
import { Canvas } from './Canvas'
import { Figure } from './Figure'
import { frame } from './frame'
import { fanFacts, type FanPoint } from './says'

/** A forecast as a fan with what really came on top of it. `when` is the label of the period, already in its zone. */
export function FanChart({ title, points }: { title: string; points: FanPoint[] }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const look = useLook()
  const count = (n: number) => formatCount(n, locale, n >= 10_000)
  const says = useMemo(() => {
    const facts = fanFacts(points)
    if (!facts) return ''
    const first = t('chart.fanSays', { peak: count(facts.peak.p50), when: facts.peak.when, low: count(facts.peak.p10), high: count(facts.peak.p90) })
    return facts.known > 0 ? `${first} ${t('chart.fanActual', facts)}` : first
  }, [points, t, locale])
  const option = useMemo(() => {
    const base = frame(points.map((p) => p.when), (n) => formatCount(n, locale, n >= 10_000))
    const plain = { type: 'line', symbol: 'none', smooth: 0.2 }
    return {
      ...base,
      legend: { ...base.legend, data: [{ name: t('chart.band'), icon: 'roundRect', itemStyle: { opacity: 0.35 } }, t('chart.p50'), t('chart.actual')] },
      tooltip: { ...base.tooltip, show: true },
      series: [
        { ...plain, name: t('chart.p10'), stack: 'band', data: points.map((p) => p.p10), lineStyle: { opacity: 0 } },
        // Stacked on the low line, so what is drawn is the width; the table has the real P90.
        { ...plain, name: t('chart.band'), stack: 'band', data: points.map((p) => p.p90 - p.p10), lineStyle: { opacity: 0 }, itemStyle: { color: colour('primary') }, areaStyle: { color: colour('primary'), opacity: 0.16 }, tooltip: { show: false } },
        { ...plain, name: t('chart.p50'), data: points.map((p) => p.p50), lineStyle: { color: colour('primary'), width: 2, type: [6, 4] }, itemStyle: { color: colour('primary') } },
        { ...plain, name: t('chart.actual'), data: points.map((p) => p.actual ?? null), lineStyle: { color: colour('accent'), width: 2.5 }, itemStyle: { color: colour('accent') } },
      ],
    }
  }, [points, t, locale, look])
  const number = (n: number | undefined) => (n === undefined ? '–' : formatCount(n, locale))
  return (
    <Figure
      title={title}
      says={says}
      rows={points}
      rowKey={(p) => p.when}
      columns={[
        { key: 'when', title: t('chart.time'), cell: (p) => p.when },
        { key: 'p10', title: t('chart.p10'), align: 'end', cell: (p) => number(p.p10) },
        { key: 'p50', title: t('chart.p50'), align: 'end', cell: (p) => number(p.p50) },
        { key: 'p90', title: t('chart.p90'), align: 'end', cell: (p) => number(p.p90) },
        { key: 'actual', title: t('chart.actual'), align: 'end', cell: (p) => number(p.actual) },
      ]}
    >
      <Canvas option={option} says={says} />
    </Figure>
  )
}
