import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { announce, FaultFace, Tag } from '@/ui'
import look from './Drills.module.css'
import { said, type Again } from './shape'

/** A lost row once more: the message behind it is written anew, and only that row is marked. */
export function GoOver({ drill, item, had }: { drill: string; item: string; had: Again | undefined }) {
  const { t, i18n } = useTranslation('agent')
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const key = useRef(newKey())
  const send = useMutation({
    mutationFn: () => api.post<Again>(`/agent/drills/${drill}/rows/${encodeURIComponent(item)}/again`, { key: key.current, text: text.trim() }, { key: key.current }),
    onSuccess: (marked) => {
      key.current = newKey()
      announce(t(marked.passed ? 'drills.againPassed' : 'drills.againMissed'))
      void queries.invalidateQueries({ queryKey: ['/agent/drills', drill] })
    },
  })
  const marked = send.data ?? had
  if (!open)
    return (
      <p>
        {marked?.passed && <Tag tone="good">{t('drills.againPassed')}</Tag>}{' '}
        <Button size="small" onClick={() => setOpen(true)}>
          {t('drills.goOver')}
        </Button>
      </p>
    )
  return (
    <form
      className={look.again}
      onSubmit={(sent) => {
        sent.preventDefault()
        if (text.trim()) send.mutate()
      }}
    >
      <Input.TextArea autoFocus rows={2} maxLength={2000} value={text} aria-label={t('drills.writeAgain')} placeholder={t('drills.writeAgain')} onChange={(typed) => setText(typed.target.value)} />
      <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!text.trim()}>
        {t('drills.markAgain')}
      </Button>
      {send.isError && <FaultFace thrown={send.error} />}
      {send.data && (
        <p role="status">
          <Tag tone={send.data.passed ? 'good' : 'warn'}>
            {send.data.got}/{send.data.points}
          </Tag>{' '}
          {t(send.data.passed ? 'drills.againPassed' : 'drills.againMissed')} {said(send.data.says, i18n.language)}
        </p>
      )}
    </form>
  )
}
