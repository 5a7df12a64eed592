import { colour } from '../look'

/** What all charts share, in the colours of the look in force. */
export function frame(xs: string[], valueText: (n: number) => string) {
  const ink = colour('ink-3')
  const line = colour('line')
  return {
    animationDuration: 300,
    textStyle: { fontFamily: colour('font') },
    grid: { left: 8, right: 12, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: colour('ink-2') } },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colour('card'),
      borderColor: line,
      textStyle: { color: colour('ink') },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? valueText(value) : '–'),
    },
    xAxis: {
      type: 'category',
      data: xs,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: ink, hideOverlap: true, alignMinLabel: 'left', alignMaxLabel: 'right' }, // the ends stay inside the box
    },
    yAxis: {
      type: 'value',
      axisLabel: { color: ink, formatter: valueText },
      splitLine: { lineStyle: { color: line, type: [3, 4] } },
    },
  }
}
