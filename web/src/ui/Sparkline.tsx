import parts from './parts.module.css'

/** The shape of a figure's recent past; the figure itself stands beside it, so it is hidden from readers. */
export function Sparkline({ points, width = 96, height = 28 }: { points: number[]; width?: number; height?: number }) {
  const line = sparkPath(points, width, height)
  return (
    <svg className={parts.spark} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={`${line} L${width} ${height} L0 ${height} Z`} fill="currentColor" opacity="0.1" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}

export function sparkPath(points: number[], width: number, height: number): string {
  const low = Math.min(...points)
  const span = Math.max(...points) - low
  const pad = 2
  return points
    .map((point, i) => {
      const x = (i / (points.length - 1)) * width
      const y = span === 0 ? height / 2 : pad + (1 - (point - low) / span) * (height - 2 * pad)
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join(' ')
}
