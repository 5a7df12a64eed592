import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CountText, DurationText, Sparkline } from '@/ui'
import { known, states, type Now, type Point } from './wall'
import look from './wall.module.css'

type Figure = { key: 'bot' | 'waiting' | 'human'; value: number; state: string; line: number[] }

/** How it stands at this moment: large enough to be read across a room. */
export function WallNow({ now, points, links, brand }: { now: Now; points: Point[]; links: { chats: string }; brand?: string | undefined }) {
  const { t } = useTranslation('insight')
  const figures: Figure[] = [
    { key: 'bot', value: now.bot, state: 'bot', line: known(points.map((p) => p.bot)) },
    { key: 'waiting', value: now.waiting, state: 'waiting', line: known(points.map((p) => p.waiting)) },
    { key: 'human', value: now.human, state: 'human', line: known(points.map((p) => p.human)) },
  ]
  return (
    <section className={look.now} aria-label={t('now.title')}>
      {figures.map((figure) => (
        <Link key={figure.key} to={links.chats} search={{ state: figure.state, brand } as never} className={look.big} data-warn={figure.key === 'waiting' && figure.value > 0}>
          <span>{t(`now.${figure.key}`)}</span>
          <strong>
            <CountText n={figure.value} />
          </strong>
          <span className={look.bigFoot}>
            {figure.key === 'waiting' && figure.value > 0 ? (
              <span>
                {t('now.oldest')} <DurationText ms={now.oldest_wait_ms} />
              </span>
            ) : (
              <span>{t('now.past')}</span>
            )}
            {figure.line.length > 1 && <Sparkline points={figure.line} width={88} height={32} />}
          </span>
        </Link>
      ))}
      <Agents agents={now.agents} />
    </section>
  )
}

/** Who is there: a bar of states, and the same in words. */
function Agents({ agents }: { agents: Record<string, number> }) {
  const { t } = useTranslation('insight')
  const there = states.filter((state) => state !== 'offline' && (agents[state] ?? 0) > 0)
  const all = there.reduce((sum, state) => sum + agents[state]!, 0)
  return (
    <div className={look.agents}>
      <span>{t('now.agents')}</span>
      <strong>
        <CountText n={all} />
      </strong>
      <span className={look.stack} aria-hidden="true">
        {there.map((state) => (
          <i key={state} data-state={state} style={{ flexGrow: agents[state] }} />
        ))}
      </span>
      <ul className={look.legend}>
        {there.length === 0 && <li>{t('now.nobody')}</li>}
        {there.map((state) => (
          <li key={state}>
            <i data-state={state} aria-hidden="true" />
            {t(`states.${state}`)} <CountText n={agents[state]!} />
          </li>
        ))}
      </ul>
    </div>
  )
}
