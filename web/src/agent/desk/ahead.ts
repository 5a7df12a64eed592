import { api } from '@/api/client'
import type { Board } from './wire'

/** What the desk will ask first, while its files are still on the line. */
export async function askAhead(): Promise<void> {
  void api.ahead('/agent/accommodations') // the size of the letters, for all that is drawn
  const [first] = (await api.ahead<Board>('/agent/desk')).chats
  if (!first) return
  void api.ahead(`/agent/chats/${first.id}`, { query: { since: 0 } }) // as useConversation asks
  void api.ahead(`/agent/chats/${first.id}/hints`)
}
