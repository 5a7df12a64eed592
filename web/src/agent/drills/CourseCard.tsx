import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Select, Switch } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { FaultFace, Tag, type Tone } from '@/ui'
import look from './Drills.module.css'
import { said, type Course, type Drill } from './shape'

const tones: Record<Course['standing'], Tone> = { none: 'plain', active: 'good', suspended: 'warn', expired: 'plain' }

/** One brand to be certified for: which procedures, how long, and the way in. */
export function CourseCard({ course }: { course: Course }) {
  const { t, i18n } = useTranslation('agent')
  const go = useNavigate()
  const queries = useQueryClient()
  const extra = useId()
  const [extraTime, setExtraTime] = useState(false)
  const [chats, setChats] = useState(1)
  const key = useRef(newKey())
  const begin = useMutation({
    mutationFn: () => api.post<Drill>('/agent/drills', { brand: course.brand_id, extra_time: extraTime, chats: Math.min(chats, course.chats), lang: drillLanguage(course, i18n.language) }, { key: key.current }),
    onSuccess: (drill) => {
      key.current = newKey()
      queries.setQueryData(['/agent/drills', drill.id], drill)
      void go({ to: '/agent/drills/$id', params: { id: drill.id } })
    },
  })
  const stale = (edition: number, passed: number | undefined) => passed !== undefined && passed < edition
  return (
    <article className={look.course} aria-label={course.brand_name}>
      <header>
        <h3>{course.brand_name}</h3>
        <Tag tone={tones[course.standing]}>{t(`drills.standing.${course.standing}`)}</Tag>
      </header>
      <ul className={look.lessons}>
        {course.lessons.map((one) => (
          <li key={one.procedure}>
            <Tag tone={stale(one.edition, one.passed_edition) ? 'warn' : one.passed_edition ? 'good' : 'plain'}>
              {said(one.title, i18n.language)}
              <span className="unseen">
                {t(stale(one.edition, one.passed_edition) ? 'drills.lessonStale' : one.passed_edition ? 'drills.lessonPassed' : 'drills.lessonOpen')}
              </span>
            </Tag>
          </li>
        ))}
      </ul>
      <p className={look.faint}>
        {t(course.next === 'refresh' ? 'drills.aboutRefresh' : 'drills.about', { minutes: course.minutes, level: course.level })}
      </p>
      {begin.isError && <FaultFace thrown={begin.error} onRetry={() => begin.mutate()} />}
      <footer>
        <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t(course.running ? 'drills.resume' : course.next === 'refresh' ? 'drills.beginRefresh' : 'drills.begin')}
        </Button>
        {!course.running && course.chats > 1 && (
          <label className={look.extra}>
            {t('drills.atOnce')}
            <Select
              size="small"
              value={chats}
              onChange={setChats}
              aria-label={t('drills.atOnce')}
              options={Array.from({ length: course.chats }, (_, i) => ({ value: i + 1, label: t('drills.chats', { n: i + 1 }) }))}
            />
          </label>
        )}
        {!course.running && (
          <label className={look.extra} htmlFor={extra}>
            <Switch id={extra} size="small" checked={extraTime} onChange={setExtraTime} /> {t('drills.extraTime')}
          </label>
        )}
      </footer>
    </article>
  )
}

/** The reader's language where the brand speaks it, else the brand's first. */
function drillLanguage(course: Course, language: string): string {
  const mine = language === 'en' ? 'en' : 'zh'
  return course.languages.includes(mine) ? mine : course.languages[0] === 'en' ? 'en' : 'zh'
}
