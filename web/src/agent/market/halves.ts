const half = 30 * 60_000

/** The borders of a seat that a part may begin or end on, as the server counts them: from its own start. */
export function borders(starts: string, ends: string): string[] {
  const last = Date.parse(ends)
  const out: string[] = []
  for (let at = Date.parse(starts); at < last; at += half) out.push(new Date(at).toISOString())
  return [...out, new Date(last).toISOString()]
}

/** The other end of a part after one end moved: still after the start, half an hour at least. */
export function kept(all: string[], from: string, till: string, moved: 'from' | 'till'): { from: string; till: string } {
  const a = all.indexOf(from)
  const b = all.indexOf(till)
  if (a < b) return { from, till }
  return moved === 'from' ? { from, till: all[Math.min(a + 1, all.length - 1)]! } : { from: all[Math.max(b - 1, 0)]!, till }
}
