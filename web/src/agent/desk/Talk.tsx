import { Button } from 'antd'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { Attachments, Async, Loading, Tag, TimeText, useLocale } from '@/ui'
import { Composer, type ComposerHandle } from './Composer'
import desk from './Desk.module.css'
import { nameOf } from './Inbox'
import { Tags } from './Tags'
import { useConversation, useHints } from './useDesk'
import type { Draft, Message } from './wire'

export type TalkHandle = { focus: () => void; insert: (draft: Draft) => void }

/** One conversation: what was said, and what is being written. */
export function Talk(props: { id: string; held: boolean; typing: boolean; handle: Ref<TalkHandle>; onLeave: (how: 'close' | 'transfer') => void; onWrapped: () => void }) {
  const { t } = useTranslation('agent')
  const query = useConversation(props.id)
  const hints = useHints(props.id, props.held)
  const composer = useRef<ComposerHandle>(null)
  useImperativeHandle(props.handle, () => ({ focus: () => composer.current?.focus(), insert: (draft) => composer.current?.insert(draft) }), [])
  return (
    <Async query={query} loading={<Loading lines={6} />}>
      {({ chat, messages }) => (
        <>
          <header className={desk.talkHead}>
            <div>
              <h2>{nameOf(chat, t('desk.guest'))}</h2>
              <p className={desk.faint}>
                {t(`desk.channels.${chat.channel}`, chat.channel)} · <TimeText at={chat.opened_at} style="time" />
              </p>
              <Tags id={chat.id} tags={chat.tags} />
            </div>
            <div className={desk.talkActs}>
              {props.held ? (
                <>
                  <Button size="small" onClick={() => props.onLeave('transfer')}>
                    {t('desk.transfer')}
                  </Button>
                  <Button size="small" type="primary" ghost onClick={() => props.onLeave('close')}>
                    {t('desk.close')}
                  </Button>
                </>
              ) : (
                <Button size="small" type="primary" onClick={props.onWrapped}>
                  {t('desk.wrapped')}
                </Button>
              )}
            </div>
          </header>
          <Said messages={messages} typing={props.typing} />
          {props.held ? <Composer ref={composer} chat={chat} translates={hints.data?.translates ?? false} /> : <p className={desk.over}>{t('desk.over')}</p>}
        </>
      )}
    </Async>
  )
}

/** The messages, the newest in sight unless the reader has gone up. */
function Said({ messages, typing }: { messages: Message[]; typing: boolean }) {
  const { t } = useTranslation('agent')
  const locale = useLocale()
  const list = useRef<HTMLDivElement>(null)
  const low = useRef(true)
  useEffect(() => {
    const at = list.current
    if (!at) return
    // Also when the list comes into sight on a phone, or the composer grows under it.
    const toEnd = () => {
      if (low.current) at.scrollTop = at.scrollHeight
    }
    toEnd()
    const watch = new ResizeObserver(toEnd)
    watch.observe(at)
    return () => watch.disconnect()
  }, [messages, typing])
  const day = (one: Message) => new Date(one.at).toLocaleDateString(locale, { month: 'long', day: 'numeric' })
  return (
    <div
      ref={list}
      className={desk.log}
      role="log"
      aria-label={t('desk.log')}
      tabIndex={0}
      onWheel={() => (low.current = isLow(list.current))}
      onTouchEnd={() => (low.current = isLow(list.current))}
      onKeyUp={() => (low.current = isLow(list.current))}
    >
      <ol className={desk.said}>
      {messages.map((one, i) => {
        const before = messages[i - 1]
        return (
          <li key={one.seq} data-author={one.author} data-follows={before?.author === one.author ? '' : undefined}>
            {(!before || day(before) !== day(one)) && <div className={desk.day}>{day(one)}</div>}
            <One message={one} />
          </li>
        )
      })}
      {typing && (
        <li data-author="shopper">
          <span className={desk.typing}>{t('desk.typing')}</span>
        </li>
      )}
      </ol>
    </div>
  )
}

function isLow(at: HTMLElement | null): boolean {
  return !at || at.scrollHeight - at.scrollTop - at.clientHeight < 120
}

function One({ message }: { message: Message }) {
  const { t } = useTranslation('agent')
  const { id } = usePerson()
  const by = message.author === 'agent' && message.agent_id && message.agent_id !== id ? 'colleague' : message.author
  if (message.author === 'system') return <p className={desk.system}>{message.text}</p>
  return (
    <div className={desk.bubble}>
      <span className={desk.by}>
        {t(`desk.authors.${by}`)} · <TimeText at={message.at} style="time" />
      </span>
      <p>{message.text}</p>
      {message.images && message.images.length > 0 && <Tag>{t('desk.pictures', { n: message.images.length })}</Tag>}
      <Attachments ids={message.images} />
      {message.actions && message.actions.length > 0 && (
        <p className={desk.acted}>
          {message.actions.map((one) => (
            <Tag key={one.name} tone="good">
              {t(`desk.actions.${one.name}`, one.name)}
            </Tag>
          ))}
        </p>
      )}
      {message.skus && message.skus.length > 0 && (
        <p className={desk.acted}>
          {message.skus.map((sku) => (
            <Tag key={sku} tone="accent">
              {sku}
            </Tag>
          ))}
        </p>
      )}
      {message.citations && message.citations.length > 0 && (
        <details className={desk.cites}>
          <summary>{t('desk.sources', { n: message.citations.length })}</summary>
          <ul>
            {message.citations.map((one) => (
              <li key={one.source + one.id}>
                {t(`desk.kinds.${one.source}`, one.source)} · {one.title}
                {one.quote && <q>{one.quote}</q>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
