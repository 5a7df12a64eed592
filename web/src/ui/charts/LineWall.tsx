import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { colour, useLook } from '../look'
import { Canvas } from './Canvas'
import { Figure } from './Figure'
import { frame } from './frame'
import { lineFacts } from './says'

export type WallLine = { key: string; name: string; values: (number | null)[] }

const strokes = [
  { colour: 'primary', type: 'solid' as const },
  { colour: 'accent', type: [7, 4] },
  { colour: 'good', type: [2, 3] },
  { colour: 'warn', type: [10, 3, 2, 3] },
]

/** Live figures over time against their target. Lines differ by stroke as well as by colour. */
export function LineWall(props: { title: string; times: string[]; lines: WallLine[]; text: (n: number) => string; limit?: number }) {
  const { t } = useTranslation('ui')
  const look = useLook()
  const says = props.lines
    .map((line) => ({ line, facts: lineFacts(line.values) }))
    .filter(({ facts }) => facts)
    .map(({ line, facts }) => t('chart.linesSay', { name: line.name, now: props.text(facts!.now), most: props.text(facts!.most), least: props.text(facts!.least) }))
    .join(' ') || t('chart.nothing')
  const option = useMemo(
    () => ({
      ...frame(props.times, props.text),
      series: props.lines.map((line, i) => {
        const stroke = strokes[i % strokes.length]!
        return {
          type: 'line',
          name: line.name,
          // A line of few points is drawn as points too: alone between gaps a point has no line.
          ...(sparse(line.values) ? { symbol: 'circle', symbolSize: 7 } : { symbol: 'none' }),
          data: line.values,
          lineStyle: { color: colour(stroke.colour), width: 2, type: stroke.type },
          itemStyle: { color: colour(stroke.colour) },
          ...(i === 0 && props.limit !== undefined
            ? { markLine: { symbol: 'none', data: [{ yAxis: props.limit }], lineStyle: { color: colour('bad'), type: 'dashed' }, label: { formatter: t('chart.limit'), color: colour('bad'), position: 'insideEndTop' } } }
            : {}),
        }
      }),
    }),
    [props.times, props.lines, props.limit, t, look],
  )
  return (
    <Figure
      title={props.title}
      says={says}
      rows={props.times.map((when, i) => ({ when, i }))}
      rowKey={(row) => row.when}
      columns={[
        { key: 'when', title: t('chart.time'), cell: (row) => row.when },
        ...props.lines.map((line) => ({
          key: line.key,
          title: line.name,
          align: 'end' as const,
          cell: (row: { i: number }) => {
            const value = line.values[row.i]
            return value === null || value === undefined ? '–' : props.text(value)
          },
        })),
      ]}
    >
      <Canvas option={option} says={says} />
    </Figure>
  )
}

function sparse(values: (number | null)[]): boolean {
  return values.filter((value) => value !== null).length * 4 < values.length
}
