import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import { announce, TimeText, toast, useShortcut } from '@/ui'
import desk from './Desk.module.css'
import { hintsKey } from './useDesk'
import type { Aside } from './wire'

/** Words between colleagues: notes for whoever comes next, a question to the supervisors, their whispers. The shopper sees none of it. */
export function Asides({ id, asides }: { id: string; asides: Aside[] }) {
  const { t } = useTranslation('agent')
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [key, setKey] = useState(newKey)
  const [busy, setBusy] = useState(false)
  const [field, setField] = useState<HTMLTextAreaElement | null>(null)
  useShortcut('Alt+n', t('desk.keys.note'), () => field?.focus())
  const put = async (kind: 'note' | 'ask') => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      await api.post(`/agent/chats/${id}/asides`, { kind, key, text: text.trim() }, { key })
      setText('')
      setKey(newKey())
      announce(t(`desk.asides.${kind}Done`))
      await queries.invalidateQueries({ queryKey: hintsKey(id) })
    } catch (thrown) {
      toast({ text: asFault(thrown).code === 'chat_not_held' ? t('desk.faults.chat_not_held') : t('desk.failed'), tone: 'bad' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <section>
      <h2>{t('desk.asides.title')}</h2>
      {asides.length > 0 && (
        <ul className={desk.asides}>
          {asides.map((one) => (
            <li key={one.n} data-kind={one.kind}>
              <span className={desk.faint}>
                {t(`desk.asides.${one.kind}`)} · <TimeText at={one.at} style="time" />
              </span>
              <p>{one.text}</p>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={setField}
        className={desk.aside}
        rows={2}
        maxLength={1000}
        value={text}
        aria-label={t('desk.asides.write')}
        placeholder={t('desk.asides.hint')}
        onChange={(typed) => setText(typed.target.value)}
        onKeyDown={(press) => {
          if (press.key !== 'Enter' || press.shiftKey || press.nativeEvent.isComposing) return
          press.preventDefault()
          void put(press.ctrlKey || press.metaKey ? 'ask' : 'note')
        }}
      />
      <div className={desk.offerFoot}>
        <Button size="small" disabled={text.trim() === ''} loading={busy} onClick={() => void put('note')}>
          {t('desk.asides.keep')}
        </Button>
        <Button size="small" disabled={text.trim() === ''} loading={busy} onClick={() => void put('ask')}>
          {t('desk.asides.askFloor')}
        </Button>
      </div>
    </section>
  )
}
