import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { FaultFace, Panel, Tag } from '@/ui'
import look from './guard.module.css'
import { tones, type Ruling } from './wire'

const channels = ['', 'taobao', 'jd', 'pinduoduo', 'douyin', 'web'] as const

/** A text held against the rules in force: what would happen to it, and what could be sent instead. */
export function TryText() {
  const { t } = useTranslation('guard')
  const [text, setText] = useState('')
  const [channel, setChannel] = useState<string>('')
  const ask = useMutation({ mutationFn: () => api.post<Ruling>('/brand/guard-book/check', { text, ...(channel ? { channel } : {}) }) })
  return (
    <Panel title={t('try.title')} note={t('try.note')}>
      <form
        className={look.try}
        onSubmit={(submit) => {
          submit.preventDefault()
          ask.mutate()
        }}
      >
        <input value={text} maxLength={10_000} aria-label={t('try.text')} placeholder={t('try.hint')} onChange={(typed) => setText(typed.target.value)} />
        <select aria-label={t('try.channel')} value={channel} onChange={(picked) => setChannel(picked.target.value)}>
          {channels.map((one) => (
            <option key={one} value={one}>
              {one === '' ? t('try.anyChannel') : t(`channels.${one}`)}
            </option>
          ))}
        </select>
        <Button htmlType="submit" disabled={text.trim() === ''} loading={ask.isPending}>
          {t('try.go')}
        </Button>
      </form>
      {ask.isError && <FaultFace thrown={ask.error} />}
      {ask.data && (
        <div role="status" className={look.tried}>
          <Tag tone={ask.data.level === 'pass' ? 'good' : tones[ask.data.level as keyof typeof tones]}>{t(`levels.${ask.data.level}`)}</Tag>
          {ask.data.hits.map((hit) => (
            <span key={`${hit.rule}${hit.start}`}>
              <mark>{hit.text}</mark> <code>{hit.rule}</code>
            </span>
          ))}
          {ask.data.hits.some((hit) => hit.replace) && (
            <p>
              {t('try.rewrite')} <q>{ask.data.rewrite}</q>
            </p>
          )}
        </div>
      )}
    </Panel>
  )
}
