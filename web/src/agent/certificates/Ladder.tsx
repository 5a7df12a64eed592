import { useTranslation } from 'react-i18next'
import { Tag } from '@/ui'
import look from '../drills/Drills.module.css'
import type { Course } from '../drills/shape'

const top = 3

/** The rungs of one brand's ladder: where one stands, and what the next level takes. */
export function Ladder({ course }: { course: Course }) {
  const { t } = useTranslation('agent')
  return (
    <>
      <ol className={look.ladder} aria-label={t('certificates.levels')}>
        {Array.from({ length: top }, (_, i) => (
          <li key={i} aria-current={course.rung === i + 1 ? 'step' : undefined} data-reached={course.rung > i || undefined}>
            <strong>{t('drills.level', { n: i + 1 })}</strong>
            <span>{t(`certificates.worth.${i + 1}`)}</span>
          </li>
        ))}
      </ol>
      {course.rungs.length === 0 ? (
        <p className={look.faint}>{t('certificates.top')}</p>
      ) : (
        <>
          <h3>{t('certificates.next', { n: course.rung + 1 })}</h3>
          <ul className={look.conditions}>
            {course.rungs.map((rung) => (
              <li key={rung.what}>
                <Tag tone={rung.have >= rung.need ? 'good' : 'plain'}>{t(rung.have >= rung.need ? 'drills.met' : 'drills.unmet')}</Tag>{' '}
                {t(`certificates.rungs.${rung.what}`, { have: rung.have, need: rung.need })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
