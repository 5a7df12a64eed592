import { useTranslation } from 'react-i18next'
import { FaultFace, Tag } from '@/ui'
import { useWords } from '@/insight/useWords'
import look from './Bench.module.css'
import type { Turn } from './shape'

/** The conversation; choosing an answer shows why it was given. */
export function Talk({ turns, shown, onPick, onRetry }: { turns: Turn[]; shown: string | undefined; onPick: (id: string) => void; onRetry: (turn: Turn) => void }) {
  return (
    <ol className={look.talk}>
      {turns.map((turn) => (
        <li key={turn.id}>
          <p className={look.asked}>{turn.text}</p>
          <Back turn={turn} shown={turn.id === shown} onPick={() => onPick(turn.id)} onRetry={() => onRetry(turn)} />
        </li>
      ))}
    </ol>
  )
}

function Back({ turn, shown, onPick, onRetry }: { turn: Turn; shown: boolean; onPick: () => void; onRetry: () => void }) {
  const { t } = useTranslation('brand')
  const word = useWords()
  if (turn.thrown !== undefined) return <FaultFace thrown={turn.thrown} onRetry={onRetry} />
  if (!turn.answer) {
    return (
      <p className={look.thinking} role="status">
        <span />
        <span />
        <span />
        <em>{t('bench.thinking')}</em>
      </p>
    )
  }
  const { reply } = turn.answer
  return (
    <button type="button" className={look.said} aria-pressed={shown} onClick={onPick}>
      <span className={look.words}>{reply.text || t('bench.silent')}</span>
      <span className={look.foot}>
        <Tag tone={reply.handoff ? 'warn' : 'primary'}>{word('path', reply.why.path)}</Tag>
        {reply.citations.length > 0 && <span>{t('bench.cited', { count: reply.citations.length })}</span>}
      </span>
    </button>
  )
}
