import { Button } from 'antd'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { announce, Tag } from '@/ui'
import desk from './Desk.module.css'
import { useUnsent } from './kept'
import { Rule } from './Rule'
import { Tones } from './Tones'
import { useShown } from './useDesk'
import type { Chat, Draft, Message, Ruling } from './wire'

export type ComposerHandle = { focus: () => void; insert: (draft: Draft) => void }

const typingEvery = 2_500

/** Where a reply is written: the guard reads along, Enter sends, nothing is lost by a reload. */
export function Composer({ chat, translates, ref }: { chat: Chat; translates: boolean; ref: Ref<ComposerHandle> }) {
  const { t } = useTranslation('agent')
  const { unsent, change, clear } = useUnsent(chat.id)
  const shown = useShown()
  const field = useRef<HTMLTextAreaElement>(null)
  const told = useRef(0)
  const [sending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [why, setWhy] = useState('')
  const ruling = useRuling(chat.id, unsent.text)

  useImperativeHandle(
    ref,
    () => ({
      focus: () => field.current?.focus(),
      insert: (draft) => {
        change((before) => ({ ...before, text: draft.text, suggestion: draft.id, citations: draft.citations.filter((one) => one.source !== 'case'), skus: draft.skus ?? [] }))
        setTrouble(null)
        field.current?.focus()
      },
    }),
    [change],
  )

  const blocked = ruling?.level === 'block'
  const warned = ruling?.hits.some((one) => one.level === 'warn') ?? false
  const canSend = unsent.text.trim() !== '' && !blocked && !sending && (!warned || why.trim() !== '')

  const send = async () => {
    if (!canSend) return
    setSending(true)
    setTrouble(null)
    try {
      const { message } = await api.post<{ message: Message }>(
        `/agent/chats/${chat.id}/messages`,
        {
          key: unsent.key,
          epoch: chat.epoch,
          text: unsent.text,
          ...(unsent.suggestion ? { suggestion_id: unsent.suggestion } : {}),
          ...(unsent.citations?.length ? { citations: unsent.citations } : {}),
          ...(unsent.skus?.length ? { skus: unsent.skus } : {}),
          ...(warned ? { override: why.trim() } : {}),
        },
        { key: unsent.key + (warned ? '!' : '') },
      )
      shown(chat.id, message)
      clear()
      setWhy('')
      announce(t('desk.sent'))
    } catch (thrown) {
      const { code } = asFault(thrown)
      setTrouble(t(`desk.faults.${code.replaceAll('.', '_')}`, t('desk.faults.other')))
    } finally {
      setSending(false)
      field.current?.focus()
    }
  }

  const write = (text: string) => {
    change((before) => (text === '' ? { text, key: before.key } : { ...before, text }))
    if (text !== '' && Date.now() - told.current > typingEvery) {
      told.current = Date.now()
      void api.post(`/agent/chats/${chat.id}/typing`).catch(() => {}) // nobody misses it
    }
  }

  return (
    <form
      className={desk.composer}
      onSubmit={(submit) => {
        submit.preventDefault()
        void send()
      }}
    >
      {ruling && ruling.hits.some((one) => one.level !== 'log') && (
        <Rule
          chat={chat.id}
          text={unsent.text}
          ruling={ruling}
          why={why}
          onWhy={setWhy}
          onRewrite={() => {
            change((before) => ({ ...before, text: ruling.rewrite }))
            field.current?.focus()
          }}
        />
      )}
      {trouble && (
        <p className={desk.trouble} role="alert">
          {trouble}
        </p>
      )}
      <Tones id={chat.id} text={unsent.text} translates={translates} onText={(text) => change((before) => ({ ...before, text }))} />
      <div className={desk.write}>
        <textarea
          ref={field}
          rows={3}
          value={unsent.text}
          aria-label={t('desk.reply')}
          aria-invalid={blocked || undefined}
          placeholder={t('desk.placeholder')}
          maxLength={10_000}
          onChange={(typed) => write(typed.target.value)}
          onKeyDown={(press) => {
            // While an input method composes, Enter chooses a word.
            if (press.key !== 'Enter' || press.shiftKey || press.nativeEvent.isComposing) return
            press.preventDefault()
            void send()
          }}
        />
        <Button type="primary" htmlType="submit" disabled={!canSend} loading={sending}>
          {t('desk.send')}
        </Button>
      </div>
      {unsent.citations && unsent.citations.length > 0 && (
        <p className={desk.faint}>
          {t('desk.stands')}{' '}
          {unsent.citations.map((one) => (
            <Tag key={one.source + one.id}>{one.title}</Tag>
          ))}
        </p>
      )}
    </form>
  )
}

/** What the guard says while one writes; the server asks again when it is sent. */
function useRuling(chat: string, text: string): Ruling | null {
  const [ruling, setRuling] = useState<{ of: string; ruling: Ruling } | null>(null)
  useEffect(() => {
    if (text.trim().length < 2) {
      setRuling(null)
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(() => {
      api
        .post<Ruling>(`/agent/chats/${chat}/check`, { text }, { signal: stop.signal })
        .then((found) => setRuling({ of: text, ruling: found }))
        .catch(() => {}) // it is asked again when the message is sent
    }, 250)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [chat, text])
  return ruling?.of === text ? ruling.ruling : null
}
