import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, FaultFace, Sheet, Tag, toast } from '@/ui'
import desk from './Desk.module.css'
import type { useMoves } from './useDesk'
import { inWords, type Summary } from './wire'

export type Leaving = { id: string; how: 'close' | 'transfer' }

const outcomes = ['confirmed', 'answered', 'unanswered'] as const

/** Ending or handing over, with the summary that the copilot wrote; one key confirms. */
export function Leave({ leaving, moves, onDone }: { leaving: Leaving; moves: ReturnType<typeof useMoves>; onDone: () => void }) {
  const { t, i18n } = useTranslation('agent')
  const query = useQuery({ queryKey: ['/agent/chats', leaving.id, 'summary'], queryFn: ({ signal }) => api.get<Summary>(`/agent/chats/${leaving.id}/summary`, { signal }), gcTime: 0 })
  const [outcome, setOutcome] = useState<string>('answered')
  const [reason, setReason] = useState('')
  const [tags, setTags] = useState('')
  const proposed = query.data?.outcome
  useEffect(() => {
    if (proposed) setOutcome(proposed)
  }, [proposed])
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (leaving.how === 'close') yes.current?.focus() // Enter confirms what is proposed
  }, [leaving.how])
  const [to, setTo] = useState('')
  const colleagues = useQuery({
    queryKey: ['/agent/chats', leaving.id, 'colleagues'],
    queryFn: ({ signal }) => api.get<{ items: { agent_id: string; name: string; room: number }[] }>(`/agent/chats/${leaving.id}/colleagues`, { signal }),
    enabled: leaving.how === 'transfer',
    gcTime: 0,
  })
  const move = leaving.how === 'close' ? moves.close : to ? moves.give : moves.transfer
  const leave = (words: 'desk.leave.offered' | 'desk.leave.gone' | 'desk.leave.queued') => {
    toast({ text: t(words), tone: words === 'desk.leave.gone' ? 'bad' : 'good' })
    onDone()
  }
  const go = () => {
    const done = { onSuccess: onDone }
    if (leaving.how === 'close') moves.close.mutate({ id: leaving.id, reason: outcome }, done)
    else if (to) moves.give.mutate({ id: leaving.id, reason: reason.trim(), agent_id: to }, { onSuccess: ({ offered }) => leave(offered ? 'desk.leave.offered' : 'desk.leave.gone') })
    else moves.transfer.mutate({ id: leaving.id, reason: reason.trim(), tags: tags.split(/[\s,，]+/).filter(Boolean) }, { onSuccess: () => leave('desk.leave.queued') })
  }
  return (
    <Sheet
      title={t(`desk.leave.${leaving.how}`)}
      onClose={onDone}
      foot={
        <>
          <Button onClick={onDone}>{t('desk.leave.stay')}</Button>
          <Button ref={yes} type="primary" loading={move.isPending} disabled={leaving.how === 'transfer' && reason.trim() === ''} onClick={go}>
            {t(`desk.leave.${leaving.how}Yes`)}
          </Button>
        </>
      }
    >
      <Async query={query}>
        {(summary) => (
          <div className={desk.summary}>
            <p>{summary.text}</p>
            {leaving.how === 'close' && <p className={desk.faint}>{inWords(summary.reason, i18n.language)}</p>}
            <div className={desk.acted}>
              {summary.done.map((one) => (
                <Tag key={one} tone="good">
                  {t(`desk.actions.${one}`, one)}
                </Tag>
              ))}
            </div>
          </div>
        )}
      </Async>
      {leaving.how === 'close' ? (
        <label className={desk.field}>
          {t('desk.leave.outcome')}
          <select value={outcome} onChange={(picked) => setOutcome(picked.target.value)}>
            {outcomes.map((one) => (
              <option key={one} value={one}>
                {t(`desk.outcomes.${one}`)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <>
          <label className={desk.field}>
            {t('desk.leave.reason')}
            <input autoFocus value={reason} maxLength={200} onChange={(typed) => setReason(typed.target.value)} />
          </label>
          <label className={desk.field}>
            {t('desk.leave.to')}
            <select value={to} onChange={(picked) => setTo(picked.target.value)}>
              <option value="">{t('desk.leave.anybody')}</option>
              {colleagues.data?.items.map((one) => (
                <option key={one.agent_id} value={one.agent_id}>
                  {t('desk.leave.room', { name: one.name, n: one.room })}
                </option>
              ))}
            </select>
          </label>
          <label className={desk.field} hidden={to !== ''}>
            {t('desk.leave.tags')}
            <input value={tags} placeholder={t('desk.leave.tagsHint')} onChange={(typed) => setTags(typed.target.value)} />
          </label>
        </>
      )}
      {move.isError && <FaultFace thrown={move.error} />}
    </Sheet>
  )
}
