/** A procedure as the API answers it. */
export type Procedure = {
  id: string
  edition: number
  title_zh: string
  title_en: string
  source: string
  by: string
  at: string
  findings: Finding[]
  steps: Step[]
  guards: Guard[]
}
export type Finding = { file: string; line: number; text: string }
export type Step = {
  id: string
  kind: 'say' | 'ask' | 'do' | 'require' | 'handoff'
  text: string
  text_en?: string
  if?: string
  goto?: string
  else?: string
  declined?: string
  end?: boolean
}
export type Guard = { id: string; expr: string; because_zh: string; because_en: string }

export type Edge = { from: number; to: number; kind: 'next' | 'goto' | 'else' | 'declined' | 'skip' }

/**
 * Where a run may go from each step: on to the next, to a named one, to another
 * one when a condition fails or the shopper says no. A step that hands over or
 * ends leads nowhere; one with a condition may be skipped.
 */
export function edgesOf(steps: Step[]): Edge[] {
  const place = new Map(steps.map((step, i) => [step.id, i]))
  return steps.flatMap((step, from) => {
    const out: Edge[] = []
    const name = (kind: Edge['kind'], id: string | undefined) => {
      const to = id === undefined || id === '' ? undefined : place.get(id)
      if (to !== undefined) out.push({ from, to, kind })
    }
    const below = from + 1 < steps.length ? from + 1 : undefined
    const over = step.end || step.kind === 'handoff'
    if (step.goto) name('goto', step.goto)
    else if (!over && below !== undefined) out.push({ from, to: below, kind: 'next' })
    if ((step.goto || over) && step.if && below !== undefined) out.push({ from, to: below, kind: 'skip' })
    name('else', step.else)
    name('declined', step.declined)
    return out
  })
}

/** Edges that do not simply go down, each with a lane of its own beside the steps, the shortest innermost. */
export function lanesOf(edges: Edge[]): { edge: Edge; lane: number }[] {
  const aside = edges.filter((edge) => edge.to !== edge.from + 1).sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from))
  const lanes: [number, number][][] = []
  return aside.map((edge) => {
    const [low, high] = edge.from < edge.to ? [edge.from, edge.to] : [edge.to, edge.from]
    let lane = lanes.findIndex((taken) => taken.every(([a, b]) => high < a || low > b))
    if (lane < 0) lane = lanes.push([]) - 1
    lanes[lane]!.push([low, high])
    return { edge, lane }
  })
}

/** A line of a fault such as "return.yaml: line 12: …". */
export function lineOf(text: string): number | undefined {
  const found = /\bline (\d+)/.exec(text)
  return found ? Number(found[1]) : undefined
}
