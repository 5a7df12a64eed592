/** What a chart says in words: pure, so that the sentence and the picture cannot differ. */

export type FanPoint = { when: string; p10: number; p50: number; p90: number; actual?: number }
export type CoveragePoint = { when: string; need: number; filled: number }
export type PayDay = { day: string; minor: number }
export type FunnelStep = { key: string; name: string; count: number }

export function fanFacts(points: FanPoint[]): { peak: FanPoint; known: number; inside: number } | undefined {
  const first = points[0]
  if (!first) return undefined
  const known = points.filter((p) => p.actual !== undefined)
  return {
    peak: points.reduce((high, p) => (p.p50 > high.p50 ? p : high), first),
    known: known.length,
    inside: known.filter((p) => p.actual! >= p.p10 && p.actual! <= p.p90).length,
  }
}

export function coverageFacts(points: CoveragePoint[]): { slots: number; most: number; when: string } {
  let [slots, most, when] = [0, 0, '']
  for (const p of points) {
    const gap = p.need - p.filled
    if (gap > 0) slots++
    if (gap > most) [most, when] = [gap, p.when]
  }
  return { slots, most, when }
}

export function lineFacts(values: (number | null)[]): { now: number; most: number; least: number } | undefined {
  const known = values.filter((v): v is number => v !== null)
  const now = known.at(-1)
  return now === undefined ? undefined : { now, most: Math.max(...known), least: Math.min(...known) }
}

export function barFacts(days: PayDay[]): { total: number; most: PayDay } | undefined {
  const first = days[0]
  if (!first) return undefined
  return { total: days.reduce((sum, d) => sum + d.minor, 0), most: days.reduce((high, d) => (d.minor > high.minor ? d : high), first) }
}

export function funnelSteps(steps: FunnelStep[]): (FunnelStep & { ofFirstBp: number; ofBeforeBp: number | null })[] {
  const first = steps[0]?.count ?? 0
  return steps.map((step, i) => {
    const before = steps[i - 1]?.count
    return {
      ...step,
      ofFirstBp: first > 0 ? Math.round((step.count / first) * 10_000) : 0,
      ofBeforeBp: before === undefined || before === 0 ? null : Math.round((step.count / before) * 10_000),
    }
  })
}
