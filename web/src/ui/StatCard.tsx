import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import parts from './parts.module.css'
import { Sparkline } from './Sparkline'

/**
 * One figure with its meaning. `change` says in words how it moved and whether
 * that is good: an arrow and a word carry it, not the colour alone. With `to`
 * the card opens what stands behind the figure.
 */
export function StatCard(props: {
  label: string
  figure: ReactNode
  foot?: ReactNode
  change?: { text: string; is: 'good' | 'bad' | 'flat'; direction: 'up' | 'down' | 'level' }
  line?: number[]
  to?: string
}) {
  const { t } = useTranslation('ui')
  const inside = (
    <>
      <span className={parts.statLabel}>{props.label}</span>
      <span className={`${parts.statFigure} num`}>{props.figure}</span>
      <span className={parts.statFoot}>
        {props.change ? (
          <span className={parts[props.change.is]}>
            <span aria-hidden="true">{{ up: '↑', down: '↓', level: '→' }[props.change.direction]} </span>
            {props.change.text}
            <span className="unseen"> {t(`change.${props.change.is}`)}</span>
          </span>
        ) : (
          <span>{props.foot}</span>
        )}
        {props.line && props.line.length > 1 && <Sparkline points={props.line} />}
      </span>
    </>
  )
  return props.to ? (
    <Link to={props.to} className={parts.stat}>
      {inside}
    </Link>
  ) : (
    <div className={parts.stat}>{inside}</div>
  )
}
