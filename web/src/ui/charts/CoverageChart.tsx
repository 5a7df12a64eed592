import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../format'
import { colour, useLook } from '../look'
import { useLocale } from '../useLocale'
import { Canvas } from './Canvas'
import { Figure } from './Figure'
import { frame } from './frame'
import { coverageFacts, type CoveragePoint } from './says'

/** People needed against people there, period by period: the steps are the need, the bars who is there, hatched what is short. */
export function CoverageChart({ title, points }: { title: string; points: CoveragePoint[] }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const look = useLook()
  const facts = coverageFacts(points)
  const says = facts.slots === 0 ? t('chart.coverageFull') : t('chart.coverageGap', { ...facts, most: formatCount(facts.most, locale) })
  const option = useMemo(
    () => ({
      ...frame(points.map((p) => p.when), (n) => formatCount(n, locale)),
      series: [
        { type: 'bar', name: t('chart.filled'), stack: 'people', barCategoryGap: '25%', data: points.map((p) => p.filled), itemStyle: { color: colour('primary') } },
        {
          type: 'bar',
          name: t('chart.gap'),
          stack: 'people',
          data: points.map((p) => (p.need > p.filled ? p.need - p.filled : null)), // a zero would still draw its edge
          itemStyle: { color: colour('accent-soft'), borderColor: colour('accent'), borderWidth: 1.5, borderType: 'dashed' },
        },
        { type: 'line', name: t('chart.need'), step: 'middle', symbol: 'none', data: points.map((p) => p.need), lineStyle: { color: colour('ink'), width: 2 }, itemStyle: { color: colour('ink') } },
      ],
    }),
    [points, t, locale, look],
  )
  return (
    <Figure
      title={title}
      says={says}
      rows={points}
      rowKey={(p) => p.when}
      columns={[
        { key: 'when', title: t('chart.time'), cell: (p) => p.when },
        { key: 'need', title: t('chart.need'), align: 'end', cell: (p) => formatCount(p.need, locale) },
        { key: 'filled', title: t('chart.filled'), align: 'end', cell: (p) => formatCount(p.filled, locale) },
        { key: 'gap', title: t('chart.gap'), align: 'end', cell: (p) => formatCount(Math.max(0, p.need - p.filled), locale) },
      ]}
    >
      <Canvas option={option} says={says} />
    </Figure>
  )
}
