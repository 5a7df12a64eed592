import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { api, line, usePerson, useTopic } from '@/api'
import { newer } from './fresh'
import { merged, type Board, type Conversation, type Hints, type Message } from './wire'

const boardKey = ['/agent/desk']
export const chatKey = (id: string) => ['/agent/chats', id]
export const hintsKey = (id: string) => ['/agent/chats', id, 'hints']

/** My state, my conversations, what is offered to me; told live, read again every 20 s in case a push was lost. */
export function useBoard(onMoved: (kind: string, chat: string) => void = () => {}) {
  const person = usePerson()
  const queries = useQueryClient()
  const query = useQuery({ queryKey: boardKey, queryFn: ({ signal }) => api.get<Board>('/agent/desk', { signal }), refetchInterval: 20_000 })
  const again = useCallback(() => void queries.invalidateQueries({ queryKey: boardKey }), [queries])
  useTopic(
    `agent:${person.id}`,
    (push) => {
      if (push.kind === 'aside') {
        const told = push.data as { chat_id: string; aside: { kind: string } }
        if (told.aside.kind === 'whisper') onMoved('whisper', told.chat_id)
        return void queries.invalidateQueries({ queryKey: hintsKey(told.chat_id) })
      }
      if (push.kind === 'taken_over' || push.kind === 'appeal') onMoved(push.kind, (push.data as { chat_id: string }).chat_id)
      if (push.kind !== 'hints') return again()
      const hints = push.data as Hints
      queries.setQueryData<Hints>(hintsKey(hints.chat_id), (before) => newer(before, hints))
    },
    again,
  )
  return { query, again }
}

/** Listens to every held conversation: its messages go into the cache, whoever looks. */
export function useHeld(ids: string[], onMessage: (chat: string, message: Message) => void): Record<string, boolean> {
  const queries = useQueryClient()
  const [typing, setTyping] = useState<Record<string, boolean>>({})
  const joined = ids.join(' ')
  useEffect(() => {
    const leave = joined ? joined.split(' ').map((id) => line.join(`chat:${id}`)) : []
    return () => leave.forEach((one) => one())
  }, [joined])
  useEffect(() => {
    if (!Object.values(typing).some(Boolean)) return
    const timer = setTimeout(() => setTyping({}), 4_000)
    return () => clearTimeout(timer)
  }, [typing])
  useTopic(
    'chat:*',
    (push) => {
      const id = push.topic.slice('chat:'.length)
      if (push.kind === 'typing' && (push.data as { author?: string }).author === 'shopper') setTyping((before) => ({ ...before, [id]: true }))
      if (push.kind === 'holder') void queries.invalidateQueries({ queryKey: boardKey })
      if (push.kind !== 'message') return
      const message = push.data as Message
      queries.setQueryData<Conversation>(chatKey(id), (before) => before && { chat: { ...before.chat, last_seq: Math.max(before.chat.last_seq, message.seq) }, messages: merged(before.messages, [message]) })
      if (message.author === 'shopper') setTyping((before) => ({ ...before, [id]: false }))
      onMessage(id, message)
    },
    (topic) => void queries.invalidateQueries({ queryKey: chatKey(topic.slice('chat:'.length)), exact: true }),
  )
  return typing
}

/** One conversation. Later reads ask only for what is new. */
export function useConversation(id: string) {
  const queries = useQueryClient()
  return useQuery({
    queryKey: chatKey(id),
    queryFn: async ({ signal }) => {
      const had = queries.getQueryData<Conversation>(chatKey(id))
      const since = had?.messages.at(-1)?.seq ?? 0
      const found = await api.get<Conversation>(`/agent/chats/${id}`, { signal, query: { since } })
      const messages = merged(had?.messages ?? [], found.messages)
      line.caughtUp(`chat:${id}`, messages.at(-1)?.seq ?? 0)
      return { chat: found.chat, messages }
    },
  })
}

export function useHints(id: string, held: boolean) {
  return useQuery({ queryKey: hintsKey(id), queryFn: ({ signal }) => api.get<Hints>(`/agent/chats/${id}/hints`, { signal }), enabled: held })
}

/** Puts a message that the server took into the cache, for when the live line is slow. */
export function useShown() {
  const queries = useQueryClient()
  return useCallback(
    (id: string, message: Message) => {
      queries.setQueryData<Conversation>(chatKey(id), (before) => before && { ...before, messages: merged(before.messages, [message]) })
      void queries.invalidateQueries({ queryKey: hintsKey(id) })
    },
    [queries],
  )
}

/** What changes who holds what; the board is read again after each. */
export function useMoves(again: () => void) {
  const queries = useQueryClient()
  const settle = { onSettled: again }
  const state = useMutation({
    mutationFn: (to: { state: string; why?: string }) => api.put<Board>('/agent/desk/state', to),
    // The answer is the board. Until it was read again the field would spring back to the state before.
    onSuccess: async (board) => {
      await queries.cancelQueries({ queryKey: boardKey })
      queries.setQueryData(boardKey, board)
    },
    ...settle,
  })
  const accept = useMutation({ mutationFn: (id: string) => api.post<{ id: string }>(`/agent/reservations/${id}/accept`), ...settle })
  const reject = useMutation({ mutationFn: (id: string) => api.post(`/agent/reservations/${id}/reject`), ...settle })
  const close = useMutation({ mutationFn: (one: { id: string; reason: string }) => api.post(`/agent/chats/${one.id}/close`, { reason: one.reason }), ...settle })
  const give = useMutation({ mutationFn: (one: { id: string; reason: string; agent_id: string }) => api.post<{ offered: boolean }>(`/agent/chats/${one.id}/give`, { reason: one.reason, agent_id: one.agent_id }), ...settle })
  const transfer = useMutation({ mutationFn: (one: { id: string; reason: string; tags: string[] }) => api.post(`/agent/chats/${one.id}/transfer`, { reason: one.reason, tags: one.tags }), ...settle })
  const wrapped = useMutation({ mutationFn: (id: string) => api.post(`/agent/chats/${id}/wrapped-up`), ...settle })
  return { state, accept, reject, close, give, transfer, wrapped }
}
