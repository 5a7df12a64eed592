import { Link } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import parts from './parts.module.css'

/** The head of every page: where you are, what it is for, what can be done. Takes the focus after a change of page. */
export function PageHead(props: { title: string; lead?: ReactNode; trail?: { label: string; to: string }[]; actions?: ReactNode }) {
  const { t } = useTranslation('ui')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${props.title} · ${t('product')}`
  }, [props.title, t])
  useEffect(() => {
    // Only when nothing else holds the focus: a page must not pull it out of a field.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <header className={parts.head}>
      <div className={parts.headText}>
        {props.trail && (
          <nav className={parts.trail} aria-label={t('trail')}>
            {props.trail.map((step, i) => (
              <span key={step.to}>
                {i > 0 && '/ '}
                <Link to={step.to}>{step.label}</Link>
              </span>
            ))}
          </nav>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.lead && <p className={parts.lead}>{props.lead}</p>}
      </div>
      {props.actions && <div className={parts.actions}>{props.actions}</div>}
    </header>
  )
}
