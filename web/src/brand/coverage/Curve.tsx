import { useTranslation } from 'react-i18next'
import { formatShare } from '@/ui/format'
import { useLocale } from '@/ui'
import look from './coverage.module.css'
import { drawn, floorOf, type Point } from './shape'

const wide = 560
const high = 260
const left = 46
const foot = 34

/** Risk against coverage on held-out phrasings; the mark is where the dial stands. */
export function Curve({ points, at }: { points: Point[]; at: Point }) {
  const { t } = useTranslation('brand')
  const locale = useLocale()
  const line = drawn(points)
  const floor = floorOf(line)
  const x = (share: number) => left + share * (wide - left - 12)
  const y = (share: number) => 10 + ((1 - share) / (1 - floor)) * (high - foot - 10)
  const share = (of: number) => formatShare(Math.round(of * 10_000), locale, 0)
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return (
    <svg className={look.curve} viewBox={`0 0 ${wide} ${high}`} role="img" aria-label={t('coverage.curveSays', { coverage: share(at.coverage), precision: share(at.precision) })}>
      {ticks.map((tick) => {
        const level = floor + (1 - floor) * tick
        return (
          <g key={tick}>
            <line x1={left} x2={wide - 12} y1={y(level)} y2={y(level)} className={look.grid} />
            <text x={left - 6} y={y(level) + 4} textAnchor="end">{share(level)}</text>
            <text x={x(tick)} y={high - 14} textAnchor={tick === 1 ? 'end' : 'middle'}>{share(tick)}</text>
          </g>
        )
      })}
      <polyline className={look.line} points={line.map((point) => `${x(point.coverage).toFixed(1)},${y(point.precision).toFixed(1)}`).join(' ')} />
      {at.coverage > 0 && (
        <g>
          <line x1={x(at.coverage)} x2={x(at.coverage)} y1={y(at.precision)} y2={high - foot} className={look.drop} />
          <circle cx={x(at.coverage)} cy={y(at.precision)} r="6" className={look.mark} />
        </g>
      )}
      <text x={(wide + left) / 2} y={high - 1} textAnchor="middle">{t('coverage.axis')}</text>
    </svg>
  )
}
