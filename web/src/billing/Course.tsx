import { useTranslation } from 'react-i18next'
import { session } from '@/api'
import { DurationText, Money, Tag, TimeText } from '@/ui'
import look from './billing.module.css'
import type { Dispute, Step } from './shape'
import { useWords } from './useWords'

/** What became of a dispute, step by step. */
export function Course({ steps, currency }: { steps: Step[]; currency: string }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  if (steps.length === 0) return null
  return (
    <ol className={look.course} aria-label={t('disputes.steps')}>
      {steps.map((step, i) => (
        <li key={i}>
          {t(`disputes.course.${step.kind}`)} · <Money minor={step.amount_minor} currency={currency} /> · <TimeText at={step.at} />
          {step.words && ` · ${word('answers', step.words)}`}
        </li>
      ))}
    </ol>
  )
}

/** What was answered; the program's own answer, when nobody gave one in time, in the reader's words. */
export function Answered({ row }: { row: Pick<Dispute, 'answer'> }) {
  const word = useWords()
  return <>{row.answer ? word('answers', row.answer) : '–'}</>
}

/** The instant until which a dispute is answered, and what is left of it; past it the dispute is granted by itself. */
export function Clock({ dispute }: { dispute: Pick<Dispute, 'answer_by' | 'state'> }) {
  const { t } = useTranslation('billing')
  const left = Date.parse(dispute.answer_by) - session.serverNow()
  return (
    <>
      <TimeText at={dispute.answer_by} />
      {dispute.state === 'opened' && <div className={look.note}>{left > 0 ? <>{t('disputes.left')} <DurationText ms={left} /></> : <Tag tone="warn">{t('disputes.over')}</Tag>}</div>}
    </>
  )
}
