import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { AgoText, Empty, FaultFace, Loading, PageHead, Panel, Tag, TimeText, toast, useList, type Tone } from '@/ui'
import look from './appeals.module.css'

type Move = { from: string; to: string; by_name: string; why: string; at: string }
type Appeal = {
  id: string
  agent_name: string
  brand_name: string
  event: string
  starts: string
  ends: string
  mark: string
  words: string
  filed_at: string
  state: 'open' | 'upheld' | 'refused'
  decided_by?: string
  answer?: string
  decided_at?: string
  moves: Move[]
}

const tones: Record<Appeal['state'], Tone> = { open: 'warn', upheld: 'good', refused: 'plain' }

/** Agents' appeals against marks: their words, what happened to the shift, and the decision with its reason. */
export default function Appeals() {
  const { t } = useTranslation('operator')
  const { all } = useSearch({ strict: false }) as { all?: boolean }
  const go = useNavigate()
  const list = useList<Appeal>('/operator/shift-appeals', { all: all ?? false })
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHead
        title={t('appeals.title')}
        lead={t('appeals.lead')}
        actions={
          <Checkbox checked={all ?? false} onChange={(press) => void go({ to: '/operator/appeals', search: (press.target.checked ? { all: true } : {}) as never, replace: true })}>
            {t('appeals.all')}
          </Checkbox>
        }
      />
      {!list.data ? (
        <Panel>{list.isError ? <FaultFace thrown={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={5} />}</Panel>
      ) : rows.length === 0 ? (
        <Panel>
          <Empty title={t('appeals.none')} hint={t('appeals.noneHint')} />
        </Panel>
      ) : (
        rows.map((one) => <One key={one.id} appeal={one} />)
      )}
    </>
  )
}

function One({ appeal }: { appeal: Appeal }) {
  const { t } = useTranslation('operator')
  return (
    <Panel title={`${appeal.agent_name} · ${t(`appeals.marks.${appeal.mark}`)}`} extra={<Tag tone={tones[appeal.state]}>{t(`appeals.states.${appeal.state}`)}</Tag>}>
      <div className={look.one}>
        <p className={look.hint}>
          {appeal.brand_name} · {appeal.event} · <TimeText at={appeal.starts} />–<TimeText at={appeal.ends} style="time" /> · {t('appeals.filed')} <AgoText at={appeal.filed_at} />
        </p>
        <blockquote>{appeal.words}</blockquote>
        <details>
          <summary>{t('appeals.history', { count: appeal.moves.length })}</summary>
          <ol className={look.moves}>
            {appeal.moves.map((move) => (
              <li key={move.at + move.to + move.why}>
                <TimeText at={move.at} /> · {t(`appeals.moves.${move.to}`)} · {move.by_name || t('appeals.clock')}
                {move.why && ` · ${move.why}`}
              </li>
            ))}
          </ol>
        </details>
        {appeal.state === 'open' ? (
          <Decide id={appeal.id} />
        ) : (
          <p>
            {t('appeals.by', { who: appeal.decided_by ?? '' })} {appeal.decided_at && <AgoText at={appeal.decided_at} />} · {appeal.answer}
          </p>
        )}
      </div>
    </Panel>
  )
}

function Decide({ id }: { id: string }) {
  const { t } = useTranslation('operator')
  const queries = useQueryClient()
  const [answer, setAnswer] = useState('')
  const decide = useMutation({
    mutationFn: (upheld: boolean) => api.post(`/operator/shift-appeals/${id}/decide`, { upheld, answer }),
    onSuccess: (_, upheld) => toast({ text: t(upheld ? 'appeals.upheld' : 'appeals.refused'), tone: 'good' }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['/operator/shift-appeals'] }),
  })
  const missing = answer.trim() === ''
  return (
    <div className={look.decide}>
      <label>
        {t('appeals.answer')}
        <Input maxLength={300} value={answer} onChange={(typed) => setAnswer(typed.target.value)} />
      </label>
      <Button type="primary" disabled={missing || decide.isPending} onClick={() => decide.mutate(true)}>
        {t('appeals.uphold')}
      </Button>
      <Button disabled={missing || decide.isPending} onClick={() => decide.mutate(false)}>
        {t('appeals.refuse')}
      </Button>
      {decide.isError && <FaultFace thrown={decide.error} />}
    </div>
  )
}
