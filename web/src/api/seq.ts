/** One push of the live line: our own counter rides on it, gap-free within a topic. */
export type Push<T = unknown> = { topic: string; kind: string; seq: number; data: T }

export type Verdict = 'next' | 'seen' | 'gap'

/**
 * SeqBook remembers the last push of every topic that was shown. A push that
 * was seen is dropped; one that skips is a gap, and the page re-reads by
 * ?since=seq, because the line's own history is short and not durable.
 */
export class SeqBook {
  private last = new Map<string, number>()

  /** Judges a push and, unless it was seen, moves on to it. */
  take(topic: string, seq: number): Verdict {
    const before = this.last.get(topic)
    if (before !== undefined && seq <= before) return 'seen'
    this.last.set(topic, seq)
    return before === undefined || seq === before + 1 ? 'next' : 'gap'
  }

  /** What a page read by itself counts too: pushes up to seq are old news. */
  caughtUp(topic: string, seq: number): void {
    if (seq > (this.last.get(topic) ?? -1)) this.last.set(topic, seq)
  }

  /** The seq to re-read from, undefined when the topic was never seen. */
  since(topic: string): number | undefined {
    return this.last.get(topic)
  }

  topics(): string[] {
    return [...this.last.keys()]
  }
}
