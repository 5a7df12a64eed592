import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey, usePerson, useTopic } from '@/api'
import { Empty, FaultFace, Loading, PageHead, Panel, Tag, TimeText, useList, type Tone } from '@/ui'
import { said, type Words } from '../drills/shape'
import look from '../drills/Drills.module.css'

type Row = { place: number; id: string; points: number; got: number; seq: number; says: Words; better?: string; appeal?: 'open' | 'upheld' | 'denied'; words?: string; answer?: string }
type Review = { chat_id: string; epoch: number; brand_name: string; score: number; by_person: boolean; at: string; items: Row[] }

const tones: Record<string, Tone> = { open: 'primary', upheld: 'good', denied: 'warn' }

/** Real conversations as the rubric of the drills scored them, and what one says against a row. */
export default function Quality() {
  const { t } = useTranslation('agent')
  const person = usePerson()
  const queries = useQueryClient()
  const list = useList<Review>('/agent/reviews')
  const again = () => void queries.invalidateQueries({ queryKey: ['/agent/reviews'] })
  useTopic(`agent:${person.id}`, (push) => push.kind === 'review' && again(), again)
  const reviews = list.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <PageHead title={t('quality.title')} lead={t('quality.lead')} />
      {!reviews && <Panel>{list.isError ? <FaultFace thrown={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={6} />}</Panel>}
      {reviews?.length === 0 && (
        <Panel>
          <Empty title={t('quality.none')} hint={t('quality.noneHint')} />
        </Panel>
      )}
      {reviews?.map((one) => (
        <ReviewPanel key={one.chat_id + one.epoch} one={one} />
      ))}
    </>
  )
}

function ReviewPanel({ one }: { one: Review }) {
  const { t, i18n } = useTranslation('agent')
  return (
    <Panel title={t('quality.of', { brand: one.brand_name, score: one.score })} extra={<TimeText at={one.at} style="full" />}>
      {one.by_person && <p className={look.faint}>{t('quality.byPerson')}</p>}
      <ul className={look.rows}>
        {one.items.map((row) => (
          <li key={row.place} className={look.reviewRow} data-lost={row.got < row.points || undefined}>
            <div>
              <strong>{t(`drills.items.${row.id.split(':')[0]}`)}</strong> <span className="num">{t('quality.points', { got: row.got, points: row.points })}</span>
              <p>
                {said(row.says, i18n.language)} <span className={look.faint}>{t('quality.message', { n: row.seq })}</span>
              </p>
              {row.better && row.got < row.points && (
                <blockquote>
                  <span className={look.faint}>{t('drills.better')}</span> {row.better}
                </blockquote>
              )}
              {row.appeal && (
                <p>
                  <Tag tone={tones[row.appeal]}>{t(`quality.appeals.${row.appeal}`)}</Tag> {row.words} {row.answer && <em>— {row.answer}</em>}
                </p>
              )}
            </div>
            {row.got < row.points && !row.appeal && <Appeal review={one} row={row} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What one says against a row; an operator decides. */
function Appeal({ review, row }: { review: Review; row: Row }) {
  const { t } = useTranslation('agent')
  const queries = useQueryClient()
  const [words, setWords] = useState<string>()
  const key = useRef(newKey())
  const send = useMutation({
    mutationFn: () => api.post(`/agent/reviews/${review.chat_id}/${review.epoch}/rows/${row.place}/appeal`, { words }, { key: key.current }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/agent/reviews'] }),
  })
  if (words === undefined)
    return (
      <Button size="small" onClick={() => setWords('')}>
        {t('quality.appeal')}
      </Button>
    )
  return (
    <form
      className={look.again}
      onSubmit={(sent) => {
        sent.preventDefault()
        if (words.trim()) send.mutate()
      }}
    >
      <Input.TextArea autoFocus rows={2} maxLength={1000} value={words} aria-label={t('quality.why')} placeholder={t('quality.why')} onChange={(typed) => setWords(typed.target.value)} />
      {send.isError && <FaultFace thrown={send.error} />}
      <Button htmlType="submit" type="primary" loading={send.isPending} disabled={!words.trim()}>
        {t('quality.send')}
      </Button>
    </form>
  )
}
