import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, usePerson, useTopic } from '@/api'
import { Async, Empty, Grid, PageHead, Panel, Tag } from '@/ui'
import look from '../drills/Drills.module.css'
import { said, type Course, type School } from '../drills/shape'
import { CertificateRow } from './CertificateRow'
import { Ladder } from './Ladder'

/** What is held, what it stands on, and what the next level takes. */
export default function Certificates() {
  const { t } = useTranslation('agent')
  const person = usePerson()
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['/agent/drills'], queryFn: ({ signal }) => api.get<School>('/agent/drills', { signal }) })
  const again = () => void queries.invalidateQueries({ queryKey: ['/agent/drills'] })
  useTopic(`agent:${person.id}`, (push) => (push.kind === 'policy' || push.kind === 'drill' || push.kind === 'review') && again(), again)
  return (
    <>
      <PageHead title={t('certificates.title')} lead={t('certificates.lead')} />
      <Async query={query}>
        {(school) => (
          <>
            {school.certificates.length === 0 ? (
              <Panel>
                <Empty title={t('drills.noCertificate')} hint={t('drills.noCertificateHint')} action={<Link to="/agent/drills">{t('home.toDrills')}</Link>} />
              </Panel>
            ) : (
              <Panel title={t('drills.certificates')}>
                <ul className={look.rows}>
                  {school.certificates.map((one) => (
                    <CertificateRow key={one.id} one={one} />
                  ))}
                </ul>
              </Panel>
            )}
            <Grid of="wide">
              {school.courses.map((course) => (
                <Panel key={course.brand_id} title={t('certificates.ladder', { brand: course.brand_name })}>
                  <Ladder course={course} />
                  <StandsOn course={course} />
                </Panel>
              ))}
            </Grid>
          </>
        )}
      </Async>
    </>
  )
}

/** The procedures of a brand: passed, changed since, open. */
function StandsOn({ course }: { course: Course }) {
  const { t, i18n } = useTranslation('agent')
  return (
    <ul className={look.rows}>
      {course.lessons.map((one) => {
        const stale = one.passed_edition !== undefined && one.passed_edition < one.edition
        return (
          <li key={one.procedure} className={look.row}>
            <span>{said(one.title, i18n.language)}</span>
            <Tag tone={stale ? 'warn' : one.passed_edition ? 'good' : 'plain'}>{t(stale ? 'certificates.changed' : one.passed_edition ? 'certificates.passed' : 'certificates.open')}</Tag>
            <span className={look.faint}>
              {stale ? t('certificates.editions', { had: one.passed_edition, now: one.edition }) : t('certificates.edition', { n: one.edition })}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
