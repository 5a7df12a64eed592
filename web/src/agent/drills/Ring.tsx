import { useTranslation } from 'react-i18next'
import look from './Drills.module.css'

const radius = 52
const around = 2 * Math.PI * radius

/** The score as a ring, with the mark that has to be reached. */
export function Ring({ score, enough, passed }: { score: number; enough: number; passed: boolean }) {
  const { t } = useTranslation('agent')
  return (
    <svg className={look.ring} viewBox="0 0 128 128" role="img" aria-label={t('drills.scoreOf', { score })} data-passed={passed || undefined}>
      <circle cx="64" cy="64" r={radius} className={look.ringGround} />
      <circle cx="64" cy="64" r={radius} className={look.ringLine} strokeDasharray={`${(around * score) / 100} ${around}`} transform="rotate(-90 64 64)" />
      <line x1="64" y1="5" x2="64" y2="19" className={look.ringMark} transform={`rotate(${enough * 3.6} 64 64)`} />
      <text x="64" y="72" textAnchor="middle" className={look.ringText} aria-hidden="true">
        {score}
      </text>
    </svg>
  )
}
