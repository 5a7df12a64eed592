import { useTranslation } from 'react-i18next'
import { TimeText } from '@/ui'
import { nobody, type Replay } from './chats'
import look from './chats.module.css'
import { useWords } from './useWords'

/** Every change of hands, with who and why. */
export function Moves({ replay }: { replay: Replay }) {
  const { t } = useTranslation('insight')
  const word = useWords()
  const named = (id: string) => (id && id !== nobody ? replay.agents[id] || '' : '')
  return (
    <ol className={look.moves}>
      <li data-to="bot">
        <strong>{t('moves.opened')}</strong>
        <span>
          <TimeText at={replay.chat.opened_at} style="full" />
        </span>
      </li>
      {replay.moves.map((move) => (
        <li key={move.epoch} data-to={move.to}>
          <strong>
            {t(`moves.${move.to}`)} {named(move.agent_id)}
          </strong>
          <span>
            <TimeText at={move.at} style="time" />
            {move.why !== 'taken' && ` · ${word('reason', move.why)}`}
          </span>
        </li>
      ))}
    </ol>
  )
}
