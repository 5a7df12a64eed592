import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Tag, TimeText } from '@/ui'
import look from './Drills.module.css'
import type { Message } from './shape'

/** How the simulated shopper's picture stands in the text. */
const pictures = ['[\u56fe\u7247]', '[picture]']

/** A drawn stand-in for a shopper's photograph: a dress with a stain. */
function Picture({ text }: { text: string }) {
  return (
    <svg role="img" aria-label={text} viewBox="0 0 120 90" width="160" height="120">
      <rect width="120" height="90" rx="6" fill="var(--sunk)" />
      <path d="M48 14h24l-4 20 16 44H36l16-44z" fill="none" stroke="currentColor" strokeWidth="3" strokeLinejoin="round" />
      <circle cx="62" cy="58" r="6" fill="currentColor" opacity="0.45" />
    </svg>
  )
}

/** What was said, the newest in sight; `marks` are notes of the grade under a message. */
export function Talk(props: { messages: Message[]; name: string; waiting?: string | undefined; marks?: Map<number, { lost: number }>; still?: boolean | undefined }) {
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
                {pictures.includes(one.text) ? <Picture text={t('drills.picture')} /> : <p>{one.text}</p>}
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
