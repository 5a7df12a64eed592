import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Tag, TimeText } from '@/ui'
import look from './Drills.module.css'
import type { Message } from './shape'

/** What was said, the newest in sight; `marks` are notes of the grade under a message. */
export function Talk(props: { messages: Message[]; name: string; waiting?: string | undefined; marks?: Map<number, { lost: number }>; still?: boolean }) {
  const { t } = useTranslation('agent')
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const at = list.current
    if (at && !props.still) at.scrollTop = at.scrollHeight
  }, [props.messages, props.waiting, props.still])
  return (
    <div ref={list} className={look.scroll} role="log" aria-label={t('drills.log')} tabIndex={props.still ? undefined : 0} data-still={props.still || undefined}>
      <ol className={look.said}>
        {props.messages.map((one) => {
          const lost = props.marks?.get(one.seq)?.lost ?? 0
          return (
            <li key={one.seq} id={`message-${one.seq}`} tabIndex={-1} data-author={one.author}>
              <div className={look.bubble}>
                <span className={look.by}>
                  {one.author === 'agent' ? t('drills.me') : props.name} · <TimeText at={one.at} style="time" />
                </span>
                <p>{one.text}</p>
                {one.hits?.map((hit) => (
                  <Tag key={hit.rule + hit.text} tone={hit.blocks ? 'bad' : 'warn'}>
                    {t(hit.blocks ? 'drills.blocked' : 'drills.warned', { text: hit.text })}
                  </Tag>
                ))}
                {lost > 0 && <Tag tone="warn">{t('drills.lost', { n: lost })}</Tag>}
              </div>
            </li>
          )
        })}
        {props.waiting !== undefined && (
          <li data-author="agent">
            <div className={look.bubble} data-waiting="">
              <p>{props.waiting}</p>
            </div>
          </li>
        )}
      </ol>
    </div>
  )
}
