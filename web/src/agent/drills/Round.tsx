import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DurationText, Panel, Tag, useShortcut } from '@/ui'
import look from './Drills.module.css'
import type { Beside, Round } from './shape'

const nanosecondsOfMs = 1e6

/** The shoppers of a round side by side: who waits, since when, and the keys that switch. */
export function RoundTabs({ round, here }: { round: Round; here: string }) {
  const { t } = useTranslation('agent')
  return (
    <ul className={look.tabs} aria-label={t('drills.round')}>
      {round.chats.map((one, i) => (
        <Tab key={one.drill_id} one={one} n={i + 1} here={one.drill_id === here} />
      ))}
    </ul>
  )
}

function Tab({ one, n, here }: { one: Beside; n: number; here: boolean }) {
  const { t } = useTranslation('agent')
  const go = useNavigate()
  const open = () => void go({ to: '/agent/drills/$id', params: { id: one.drill_id } })
  useShortcut(`Alt+${n}`, t('drills.switchTo', { name: one.name, n }), open)
  const running = one.state === 'running'
  return (
    <li>
      <button type="button" aria-current={here ? 'true' : undefined} onClick={open}>
        <strong>
          {n} · {one.name}
        </strong>
        {!running && <Tag tone={one.state === 'passed' ? 'good' : 'warn'}>{t(`drills.states.${one.state}`)}</Tag>}
        {running && one.waits && !here && (
          <Tag tone="accent">
            {t('drills.waits')} <Waited since={one.waits_from} />
          </Tag>
        )}
      </button>
    </li>
  )
}

/** How long somebody has waited, counted on. */
function Waited({ since }: { since: string }) {
  const [from] = useState(() => performance.now())
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    const tick = setInterval(() => setNow(performance.now()), 5000)
    return () => clearInterval(tick)
  }, [])
  return <DurationText key={since} ms={Math.max(0, now - from)} />
}

/** What a round came to: every grade, and how the agent went to and fro. */
export function RoundResult({ round, here }: { round: Round; here: string }) {
  const { t } = useTranslation('agent')
  return (
    <Panel title={t('drills.round')} note={t(round.passed ? 'drills.roundPassed' : 'drills.roundOpen')}>
      <RoundTabs round={round} here={here} />
      {round.focus && (
        <p className={look.faint}>
          {t('drills.focus', { switches: round.focus.switches, replies: round.focus.replies })} <DurationText ms={round.focus.mean_switch / nanosecondsOfMs} /> · {t('drills.longestWait')}{' '}
          <DurationText ms={round.focus.longest_wait / nanosecondsOfMs} />
        </p>
      )}
    </Panel>
  )
}
