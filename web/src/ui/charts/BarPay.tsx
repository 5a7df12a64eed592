import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../format'
import { colour, useLook } from '../look'
import { useLocale } from '../useLocale'
import { Canvas } from './Canvas'
import { Figure } from './Figure'
import { frame } from './frame'
import { barFacts, type PayDay } from './says'

/** Money by day, in minor units; `day` is the label of the day. */
export function BarPay({ title, days, currency }: { title: string; days: PayDay[]; currency: string }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const look = useLook()
  const facts = barFacts(days)
  const says = facts ? t('chart.barsSay', { total: formatMoney(facts.total, currency, locale), most: formatMoney(facts.most.minor, currency, locale), when: facts.most.day }) : ''
  const option = useMemo(() => {
    const base = frame(days.map((d) => d.day), (n) => formatMoney(n, currency, locale))
    return {
      ...base,
      grid: { ...base.grid, top: 12 },
      legend: { show: false },
      yAxis: { ...base.yAxis, axisLabel: { ...base.yAxis.axisLabel, formatter: (n: number) => formatMoney(Math.round(n), currency, locale, { short: true }) } },
      series: [{ type: 'bar', name: title, barMaxWidth: 36, data: days.map((d) => d.minor), itemStyle: { color: colour('primary'), borderRadius: [5, 5, 0, 0] } }],
    }
  }, [days, currency, locale, title, look])
  return (
    <Figure
      title={title}
      says={says}
      rows={days}
      rowKey={(d) => d.day}
      columns={[
        { key: 'day', title: t('chart.day'), cell: (d) => d.day },
        { key: 'minor', title: t('chart.value'), align: 'end', cell: (d) => formatMoney(d.minor, currency, locale) },
      ]}
    >
      <Canvas option={option} says={says} />
    </Figure>
  )
}
