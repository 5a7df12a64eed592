import type { Aside, Chat } from '@/agent/desk/wire'

export type Alarm = 'queue' | 'silent' | 'upset' | 'guard' | 'asks'

export type OnFloor = {
  chat: Chat & { agent_id: string; handed_at?: string }
  guard_hits: number
  asks?: string
  alarms: Alarm[]
  brand_name: string
  agent_name?: string
}

export type Floor = { chats: OnFloor[]; now: string }

export type { Aside }

/** Who needs a look comes first, then who has waited longest. */
export function ordered(chats: OnFloor[], now: number): OnFloor[] {
  return [...chats].sort((a, b) => b.alarms.length - a.alarms.length || waited(b, now) - waited(a, now))
}

/** How long the shopper has waited for a word from us, in ms; 0 when it is their turn. */
export function waited({ chat }: Pick<OnFloor, 'chat'>, now: number): number {
  if (chat.state === 'waiting') return chat.waiting_since ? now - Date.parse(chat.waiting_since) : 0
  if (!chat.shopper_at || (chat.reply_at && chat.reply_at >= chat.shopper_at)) return 0
  return now - Date.parse(chat.shopper_at)
}

export function mood(sentiment: number): 'good' | 'flat' | 'bad' {
  if (sentiment >= 0.3) return 'good'
  return sentiment <= -0.3 ? 'bad' : 'flat'
}
