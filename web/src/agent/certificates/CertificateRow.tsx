import { useTranslation } from 'react-i18next'
import { Tag, TimeText, type Tone } from '@/ui'
import look from '../drills/Drills.module.css'
import type { Certificate } from '../drills/shape'

const tones: Record<Certificate['state'], Tone> = { active: 'good', suspended: 'warn', expired: 'plain' }

/** One certificate: its brand, its standing, its level, and until when. */
export function CertificateRow({ one }: { one: Certificate }) {
  const { t } = useTranslation('agent')
  return (
    <li className={look.row}>
      <strong>{one.brand_name}</strong>
      <span>
        <Tag tone={tones[one.state]}>{t(`drills.standing.${one.state}`)}</Tag> <Tag>{t('drills.level', { n: one.level })}</Tag>
      </span>
      <span className={look.faint}>
        {t('drills.until')} <TimeText at={one.expires_at} style="date" />
      </span>
      {one.stands_on.length > 0 && <span className={look.faint}>{t('drills.standsOn', { n: one.stands_on.length })}</span>}
    </li>
  )
}
