import type { Hints, Message } from './wire'

/** Of two sets of hints the one for the later message; a push that was overtaken changes nothing. */
export function newer(before: Hints | undefined, next: Hints): Hints {
  if (!before || next.seq > before.seq) return next
  return next.seq === before.seq && next.at >= before.at ? next : before
}

/** Whether the shopper has written since the hints were made: the conversation moved on. */
export function behind(hints: Pick<Hints, 'seq'>, messages: Pick<Message, 'seq' | 'author'>[]): boolean {
  return messages.some((one) => one.author === 'shopper' && one.seq > hints.seq)
}

/** How long a page was asleep, by a beat that did not come; 0 when it was merely slow. */
export function slept(last: number, now: number, beat: number): number {
  const gap = now - last
  return gap > 3 * beat ? gap : 0
}

/** Words that were being written in conversations that are no longer held. */
export function leftWords(kept: Record<string, string>, held: string[]): { chat: string; text: string }[] {
  return Object.entries(kept).flatMap(([chat, raw]) => {
    if (held.includes(chat)) return []
    try {
      const { text } = JSON.parse(raw) as { text?: unknown }
      return typeof text === 'string' && text.trim() !== '' ? [{ chat, text }] : []
    } catch {
      return []
    }
  })
}
