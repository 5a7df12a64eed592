import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import { refusal, toast } from '@/ui'
import { useConversation, useShown } from './useDesk'
import type { Message, Possible } from './wire'

export type Acting = { ask: (one: Possible) => void; open: Possible | null; drop: () => void; go: () => Promise<void>; busy: boolean; refused: string[] }

/** An action is asked for, confirmed, and done once: its key lives as long as the question. */
export function useAct(id: string): Acting {
  const { t } = useTranslation('agent')
  const query = useConversation(id)
  const shown = useShown()
  const [open, setOpen] = useState<{ one: Possible; key: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string[]>([])
  return {
    open: open?.one ?? null,
    busy,
    refused,
    ask: (one) => {
      setRefused([])
      setOpen({ one, key: newKey() })
    },
    drop: () => setOpen(null),
    go: async () => {
      if (!open || !query.data) return
      setBusy(true)
      try {
        const done = await api.post<{ message?: Message }>(`/agent/chats/${id}/actions`, { key: open.key, epoch: query.data.chat.epoch, action: open.one.name, ...(open.one.args ? { args: open.one.args } : {}) }, { key: open.key })
        if (done.message) shown(id, done.message)
        toast({ text: t('desk.did', { what: t(`desk.actions.${open.one.name}`, open.one.name) }), tone: 'good' })
        setOpen(null)
      } catch (thrown) {
        const fault = asFault(thrown)
        setRefused(fault.fields.length > 0 ? fault.fields.map((one) => one.wanted) : [refusal(fault)])
      } finally {
        setBusy(false)
      }
    },
  }
}
