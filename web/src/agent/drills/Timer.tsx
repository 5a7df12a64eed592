import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '@/ui'
import look from './Drills.module.css'

const lastMinute = 60

/** What is left of the drill, counted on from what the program said: its clock may be another than this machine's. */
export function Timer({ leftMs, quiet }: { leftMs: number; quiet?: boolean }) {
  const { t } = useTranslation('agent')
  const ends = useRef(0)
  const [left, setLeft] = useState(() => Math.round(leftMs / 1000))
  useEffect(() => {
    ends.current = performance.now() + leftMs
    const count = () => setLeft(Math.max(0, Math.round((ends.current - performance.now()) / 1000)))
    count()
    const tick = setInterval(count, 1000)
    return () => clearInterval(tick)
  }, [leftMs])
  const low = left <= lastMinute
  useEffect(() => {
    if (low) announce(t('drills.lastMinute'))
  }, [low, t])
  if (quiet) return null
  return (
    <span className={look.timer} role="timer" aria-label={t('drills.left')} data-low={low || undefined}>
      <span className="num">{`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`}</span>
    </span>
  )
}
