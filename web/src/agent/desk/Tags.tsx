import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Tag, toast, useShortcut } from '@/ui'
import desk from './Desk.module.css'
import { chatKey } from './useDesk'
import type { Conversation } from './wire'

/** The tags of a conversation: Enter adds one, the cross takes one off. */
export function Tags({ id, tags }: { id: string; tags: string[] }) {
  const { t } = useTranslation('agent')
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useShortcut('Alt+g', t('desk.keys.tag'), () => field.current?.focus())
  const put = async (next: string[]) => {
    try {
      const { items } = await api.put<{ items: string[] }>(`/agent/chats/${id}/tags`, { tags: next })
      queries.setQueryData<Conversation>(chatKey(id), (before) => before && { ...before, chat: { ...before.chat, tags: items } })
      setText('')
    } catch {
      toast({ text: t('desk.failed'), tone: 'bad' })
    }
  }
  return (
    <div className={desk.tags}>
      {tags.map((one) => (
        <Tag key={one}>
          {one}
          <button aria-label={t('desk.tags.drop', { tag: one })} onClick={() => void put(tags.filter((other) => other !== one))}>
            {'×'}
          </button>
        </Tag>
      ))}
      <input
        ref={field}
        value={text}
        maxLength={40}
        size={8}
        aria-label={t('desk.tags.add')}
        placeholder={t('desk.tags.add')}
        onChange={(typed) => setText(typed.target.value)}
        onKeyDown={(press) => {
          if (press.key !== 'Enter' || press.nativeEvent.isComposing) return
          press.preventDefault()
          if (text.trim() !== '' && !tags.includes(text.trim())) void put([...tags, text.trim()])
        }}
      />
    </div>
  )
}
