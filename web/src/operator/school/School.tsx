import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey, useTopic } from '@/api'
import { CountText, DataTable, Empty, FaultFace, PageHead, Panel, ShareText, Tag, TimeText, useList, type Column } from '@/ui'
import look from './School.module.css'

type Words = { zh?: string; en?: string }
type Appealed = { chat_id: string; epoch: number; place: number; brand_name: string; agent: string; item: string; points: number; got: number; seq: number; says: Words; score: number; words: string; state: 'open' | 'upheld' | 'denied'; answer?: string; at: string }
type Alike = { drill_id: string; other_id: string; agent: string; other_agent: string; brand_name: string; procedure: string; alike_bp: number; pasted: number; at: string; finding?: 'chance' | 'copied'; words: string[] | null; other_words: string[] | null }
type Reserve = { brand_id: string; brand_name: string; certified: number; suspended: number; in_training: number; needed: number; short: number; drills_passed: number; drills_failed: number; mean_score: number }

/** The school from above: what agents say against their reviews, drills in the same words, every brand's reserve. */
export default function School() {
  const { t } = useTranslation('operator')
  const queries = useQueryClient()
  const again = () => {
    for (const path of ['/operator/review-appeals', '/operator/alikes', '/operator/certificates']) void queries.invalidateQueries({ queryKey: [path] })
  }
  useTopic('floor:all', (push) => (push.kind === 'appeal' || push.kind === 'certificates') && again(), again)
  return (
    <>
      <PageHead title={t('school.title')} lead={t('school.lead')} />
      <Appeals />
      <Alikes />
      <Reserves />
    </>
  )
}

function Appeals() {
  const { t, i18n } = useTranslation('operator')
  const list = useList<Appealed>('/operator/review-appeals')
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel title={t('school.appeals')} note={t('school.appealsNote')}>
      {list.isError && <FaultFace thrown={list.error} />}
      {rows.length === 0 && <Empty title={t('school.noAppeal')} hint={t('school.noAppealHint')} />}
      <ul className={look.rows}>
        {rows.map((one) => (
          <li key={one.chat_id + one.epoch + one.place}>
            <div>
              <strong>
                {one.agent} · {one.brand_name}
              </strong>{' '}
              <TimeText at={one.at} style="full" />
              <p>
                {t('school.row', { item: one.item, got: one.got, points: one.points, seq: one.seq, score: one.score })} {(i18n.language === 'en' ? one.says.en : one.says.zh) ?? ''}
              </p>
              <blockquote>{one.words}</blockquote>
              {one.state !== 'open' && (
                <p>
                  <Tag tone={one.state === 'upheld' ? 'good' : 'warn'}>{t(`school.states.${one.state}`)}</Tag> {one.answer}
                </p>
              )}
            </div>
            {one.state === 'open' && <Decide one={one} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Decide({ one }: { one: Appealed }) {
  const { t } = useTranslation('operator')
  const queries = useQueryClient()
  const [answer, setAnswer] = useState('')
  const send = useMutation({
    mutationFn: (uphold: boolean) => api.post(`/operator/review-appeals/${one.chat_id}/${one.epoch}/${one.place}`, { uphold, answer }, { key: newKey() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/operator/review-appeals'] }),
  })
  return (
    <div className={look.decide}>
      <Input.TextArea rows={2} maxLength={1000} aria-label={t('school.answer')} placeholder={t('school.answer')} value={answer} onChange={(typed) => setAnswer(typed.target.value)} />
      {send.isError && <FaultFace thrown={send.error} />}
      <Button type="primary" loading={send.isPending} disabled={!answer.trim()} onClick={() => send.mutate(true)}>
        {t('school.uphold')}
      </Button>
      <Button loading={send.isPending} disabled={!answer.trim()} onClick={() => send.mutate(false)}>
        {t('school.deny')}
      </Button>
    </div>
  )
}

/** Nothing follows from a likeness by itself: a person reads both. */
function Alikes() {
  const { t } = useTranslation('operator')
  const queries = useQueryClient()
  const list = useList<Alike>('/operator/alikes')
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const decide = useMutation({
    mutationFn: ({ one, finding }: { one: Alike; finding: string }) => api.post(`/operator/alikes/${one.drill_id}/${one.other_id}`, { finding }, { key: newKey() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/operator/alikes'] }),
  })
  return (
    <Panel title={t('school.alikes')} note={t('school.alikesNote')}>
      {rows.length === 0 && <Empty title={t('school.noAlike')} hint={t('school.noAlikeHint')} />}
      {decide.isError && <FaultFace thrown={decide.error} />}
      <ul className={look.rows}>
        {rows.map((one) => (
          <li key={one.drill_id + one.other_id}>
            <div>
              <strong>{t('school.pair', { a: one.agent, b: one.other_agent })}</strong> <ShareText bp={one.alike_bp} /> · {one.brand_name} · {t('school.pasted', { n: one.pasted })}
              <details>
                <summary>{t('school.read')}</summary>
                <div className={look.both}>
                  <p>{one.words?.join('\n')}</p>
                  <p>{one.other_words?.join('\n')}</p>
                </div>
              </details>
            </div>
            {one.finding ? (
              <Tag tone={one.finding === 'chance' ? 'good' : 'warn'}>{t(`school.findings.${one.finding}`)}</Tag>
            ) : (
              <div className={look.decide}>
                {(['chance', 'copied'] as const).map((finding) => (
                  <Button key={finding} loading={decide.isPending} onClick={() => decide.mutate({ one, finding })}>
                    {t(`school.findings.${finding}`)}
                  </Button>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Reserves() {
  const { t } = useTranslation('operator')
  const list = useList<Reserve>('/operator/certificates')
  const columns: Column<Reserve>[] = [
    { key: 'brand', title: t('school.brand'), cell: (row) => row.brand_name },
    { key: 'certified', title: t('school.certified'), align: 'end', cell: (row) => <CountText n={row.certified} /> },
    { key: 'training', title: t('school.training'), align: 'end', cell: (row) => <CountText n={row.in_training} /> },
    { key: 'suspended', title: t('school.suspended'), align: 'end', cell: (row) => <CountText n={row.suspended} /> },
    { key: 'needed', title: t('school.needed'), align: 'end', cell: (row) => <CountText n={row.needed} /> },
    { key: 'short', title: t('school.short'), cell: (row) => <Tag tone={row.short > 0 ? 'warn' : 'good'}>{row.short}</Tag> },
    { key: 'drills', title: t('school.drills'), align: 'end', cell: (row) => <span className="num">{t('school.passedOf', { n: row.drills_passed, all: row.drills_passed + row.drills_failed })}</span> },
    { key: 'mean', title: t('school.mean'), align: 'end', cell: (row) => <span className="num">{row.mean_score}</span> },
  ]
  return (
    <Panel title={t('school.reserves')}>
      <DataTable list={list} columns={columns} rowKey={(row) => row.brand_id} caption={t('school.reserves')} empty={<Empty title={t('school.noBrand')} hint={t('school.noBrandHint')} />} />
    </Panel>
  )
}
