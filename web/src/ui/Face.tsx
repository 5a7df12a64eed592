import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { asFault } from '@/api'
import face from './Face.module.css'
import { wordsOf } from './refusal'

/** Nothing here yet: says why, and what to do first. `heading` where it is the whole page, `small` where several parts of one may be empty. */
export function Empty({ title, hint, action, heading = false, small = false }: { title: string; hint?: string; action?: ReactNode; heading?: boolean; small?: boolean }) {
  return (
    <div className={small ? `${face.face} ${face.small}` : face.face}>
      <svg className={face.art} width="72" height="56" viewBox="0 0 72 56" fill="none" aria-hidden="true">
        <rect x="9" y="12" width="54" height="36" rx="9" fill="var(--primary-soft)" />
        <path d="M20 40V29a16 16 0 0 1 32 0v11" stroke="currentColor" strokeWidth="3.5" strokeLinecap="round" />
        <path d="M29 44V30a7 7 0 0 1 14 0v14" stroke="var(--accent)" strokeWidth="3.5" strokeLinecap="round" />
        <path d="M36 48V32" stroke="var(--ink-3)" strokeWidth="3.5" strokeLinecap="round" />
      </svg>
      {heading ? <h1>{title}</h1> : <strong>{title}</strong>}
      {hint && <p>{hint}</p>}
      {action && <div className={face.act}>{action}</div>}
    </div>
  )
}

/** Bones of what is coming, in about its height, so that nothing jumps. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation('ui')
  return (
    <div className={face.bones} role="status" aria-busy aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className={face.bone} />
      ))}
    </div>
  )
}

/**
 * What went wrong, its code for whoever is asked, and the way back. Our own
 * words by code come first; a code without words shows the server's sentence.
 * That sentence is English, so beside our words it stands small, with the code.
 */
export function FaultFace({ thrown, onRetry }: { thrown: unknown; onRetry?: () => void }) {
  const { t, i18n } = useTranslation('ui')
  const fault = asFault(thrown)
  const ours = wordsOf(fault, i18n)
  const title = ours ?? (fault.detail || t('fault.title'))
  return (
    <div className={`${face.face} ${face.fault}`} role="alert">
      <svg className={face.art} width="48" height="48" viewBox="0 0 48 48" fill="none" aria-hidden="true">
        <circle cx="24" cy="24" r="20" fill="var(--bad-soft)" />
        <path d="M24 14v13M24 33v.5" stroke="currentColor" strokeWidth="4" strokeLinecap="round" />
      </svg>
      <strong>{title}</strong>
      {fault.fields.length > 0 && (
        <ul className={face.fields}>
          {fault.fields.map((one) => (
            <li key={one.where}>{t('fault.field', one)}</li>
          ))}
        </ul>
      )}
      <span className={face.code}>
        {t('fault.code')} {fault.code}
        {ours && fault.detail && <span lang="en"> · {fault.detail}</span>}
      </span>
      {onRetry && (
        <div className={face.act}>
          <Button onClick={onRetry}>{t('retry')}</Button>
        </div>
      )}
    </div>
  )
}
