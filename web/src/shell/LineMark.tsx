import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLineState } from '@/api'
import { announce } from '@/ui'
import frame from './Frame.module.css'

/** Whether what is on screen is live. A loss and a return are also said aloud. */
export function LineMark({ short = false }: { short?: boolean }) {
  const { t } = useTranslation('shell')
  const state = useLineState()
  const before = useRef(state)
  useEffect(() => {
    if (!short && (state === 'lost' || (before.current === 'lost' && state === 'on'))) announce(t(`line.${state}`))
    before.current = state
  }, [state, short, t])
  return (
    <span className={frame.line} data-state={state} title={t(`line.${state}`)}>
      <i aria-hidden="true" />
      <span className={short && state === 'on' ? 'unseen' : undefined}>{t(`line.${state}`)}</span>
    </span>
  )
}
