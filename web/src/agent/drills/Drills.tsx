import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, usePerson, useTopic } from '@/api'
import { Async, Empty, Grid, PageHead, Panel, Tag, TimeText, type Tone } from '@/ui'
import { CertificateRow } from '../certificates/CertificateRow'
import { CourseCard } from './CourseCard'
import look from './Drills.module.css'
import { said, type Brief, type School } from './shape'

const tones: Record<string, Tone> = { running: 'accent', passed: 'good', failed: 'warn', abandoned: 'plain', active: 'good', suspended: 'warn', expired: 'plain' }

/** What can be drilled, what is held, and what was drilled. */
export default function Drills() {
  const { t } = useTranslation('agent')
  const person = usePerson()
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['/agent/drills'], queryFn: ({ signal }) => api.get<School>('/agent/drills', { signal }) })
  const again = () => void queries.invalidateQueries({ queryKey: ['/agent/drills'] })
  useTopic(`agent:${person.id}`, (push) => (push.kind === 'policy' || push.kind === 'drill') && again(), again)
  return (
    <>
      <PageHead title={t('drills.title')} lead={t('drills.lead')} actions={<Link to="/agent/settings">{t('settings.title')}</Link>} />
      <Async query={query}>
        {(school) => (
          <>
            <Panel title={t('drills.courses')} note={t('drills.coursesNote')}>
              {school.courses.length === 0 ? (
                <Empty title={t('drills.noCourse')} hint={t('drills.noCourseHint')} />
              ) : (
                <Grid of="wide">
                  {school.courses.map((course) => (
                    <CourseCard key={course.brand_id} course={course} />
                  ))}
                </Grid>
              )}
            </Panel>
            <Panel title={t('drills.certificates')} extra={<Link to="/agent/certificates">{t('drills.ladderLink')}</Link>}>
              {school.certificates.length === 0 ? (
                <Empty title={t('drills.noCertificate')} hint={t('drills.noCertificateHint')} />
              ) : (
                <ul className={look.rows}>
                  {school.certificates.map((one) => (
                    <CertificateRow key={one.id} one={one} />
                  ))}
                </ul>
              )}
            </Panel>
            <Panel title={t('drills.past')}>
              {school.drills.length === 0 ? (
                <Empty title={t('drills.noDrill')} hint={t('drills.noDrillHint')} />
              ) : (
                <ul className={look.rows}>
                  {school.drills.map((one) => (
                    <DrillRow key={one.id} one={one} />
                  ))}
                </ul>
              )}
            </Panel>
          </>
        )}
      </Async>
    </>
  )
}

function DrillRow({ one }: { one: Brief }) {
  const { t, i18n } = useTranslation('agent')
  return (
    <li>
      <Link className={look.row} to="/agent/drills/$id" params={{ id: one.id }}>
        <strong>
          {one.brand_name} · {said(one.title, i18n.language)}
        </strong>
        <span>
          <Tag tone={tones[one.state] ?? 'plain'}>{t(`drills.states.${one.state}`)}</Tag>
          {one.kind === 'refresh' && <Tag tone="primary">{t('drills.refresh')}</Tag>}
        </span>
        <span className={look.faint}>
          <TimeText at={one.began_at} style="full" />
        </span>
        <span className={`${look.score} num`}>{one.score ?? ''}</span>
      </Link>
    </li>
  )
}
