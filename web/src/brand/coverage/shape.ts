/** What GET /brand/knowledge/coverage answers. */
export type Point = { confidence: number; precision: number; coverage: number }
export type Weak = { intent: string; title: string; phrasings: number; tried: number; right: number }
export type Coverage = { dial: number; at: Point; kept: boolean; curve: Point[] | null; phrasings: number; subjects: number; weakest: Weak[]; open: number; answered: number }
export type Guess = { intent: string; title: string; confidence: number }
export type Click = { text: string; like: number; gain: number; guesses: Guess[] }
export type Taught = { open: number; before: number; after: number; settled: number }

/** Under this share of messages a point says nothing: one mistake among the surest few is no broken promise. */
export const thinTail = 0.05

/** What is answered while this share of answers is right: from the surest on, as far as the promise is kept; undefined where nothing keeps it. */
export function answeredAt(curve: Point[], precision: number): Point | undefined {
  let at: Point | undefined
  for (const point of [...curve].reverse()) {
    if (point.coverage < thinTail) continue
    if (point.precision < precision) break
    at = point
  }
  return at
}

/** The lowest precision worth drawing, so that the curve fills its box. */
export function floorOf(curve: Point[]): number {
  const least = Math.min(...curve.map((point) => point.precision), 0.9)
  return Math.max(0, Math.floor(least * 10) / 10)
}

/** The curve as it is drawn: from the least covered on, without the thin tail. */
export function drawn(curve: Point[]): Point[] {
  return curve.filter((point) => point.coverage >= thinTail).sort((a, b) => a.coverage - b.coverage)
}
