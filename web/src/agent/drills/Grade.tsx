import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { Empty, FaultFace, PageHead, Panel, Tag } from '@/ui'
import look from './Drills.module.css'
import { Ring } from './Ring'
import { RoundResult } from './Round'
import { Rubric } from './Rubric'
import { said, type Drill } from './shape'
import { Talk } from './Talk'

/** The grade: the score, every row of the rubric with its message, and better words. */
export function GradePage({ drill }: { drill: Drill }) {
  const { t, i18n } = useTranslation('agent')
  const { grade } = drill
  const marks = new Map<number, { lost: number }>()
  for (const item of grade?.items ?? []) {
    if (item.seq > 0 && item.got < item.points) marks.set(item.seq, { lost: (marks.get(item.seq)?.lost ?? 0) + item.points - item.got })
  }
  const show = (seq: number) => {
    const at = document.getElementById(`message-${seq}`)
    at?.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
    at?.focus({ preventScroll: true })
  }
  return (
    <>
      <PageHead
        title={t('drills.gradeTitle', { title: said(drill.title, i18n.language) })}
        lead={t('drills.roomLead', { brand: drill.brand_name, edition: drill.edition })}
        trail={[{ label: t('drills.title'), to: '/agent/drills' }]}
        actions={<Acts drill={drill} />}
      />
      {!grade ? (
        <Panel>
          <Empty title={t('drills.abandonedTitle')} hint={t('drills.abandonedHint')} />
        </Panel>
      ) : (
        <Panel>
          <div className={look.result}>
            <Ring score={grade.score} enough={grade.enough} passed={grade.passed} />
            <div>
              <h2>{t(grade.passed ? 'drills.passed' : 'drills.failed')}</h2>
              <p>{t(`drills.endings.${drill.ending || 'stopped'}`)}</p>
              <ul className={look.conditions}>
                <Condition met={grade.score >= grade.enough} text={t('drills.needScore', { n: grade.enough })} />
                <Condition met={grade.right} text={t('drills.needRight', { truth: t(`drills.verdicts.${grade.truth}`) })} />
                <Condition met={!grade.blocked} text={t('drills.needClean')} />
              </ul>
              {grade.because && <p className={look.faint}>{t('drills.because', { because: grade.because })}</p>}
              {drill.certificate && <p className={look.opens}>{t(drill.certificate.state === 'active' ? 'drills.opens' : 'drills.opensLater', { brand: drill.brand_name })}</p>}
            </div>
          </div>
        </Panel>
      )}
      {drill.round && <RoundResult round={drill.round} here={drill.id} />}
      {grade && (
        <div className={look.graded}>
          <Panel title={t('drills.rubric')} note={t('drills.rubricNote')}>
            <Rubric items={grade.items} onShow={show} drill={drill.id} agains={drill.agains ?? []} />
          </Panel>
          <Panel title={t('drills.log')}>
            <Talk messages={drill.messages} name={drill.scenario.persona.name} marks={marks} still />
          </Panel>
        </div>
      )}
    </>
  )
}

function Condition({ met, text }: { met: boolean; text: string }) {
  const { t } = useTranslation('agent')
  return (
    <li>
      <Tag tone={met ? 'good' : 'bad'}>{t(met ? 'drills.met' : 'drills.unmet')}</Tag> {text}
    </li>
  )
}

function Acts({ drill }: { drill: Drill }) {
  const { t } = useTranslation('agent')
  const go = useNavigate()
  const queries = useQueryClient()
  const key = useRef(newKey())
  const again = useMutation({
    mutationFn: () => api.post<Drill>('/agent/drills', { brand: drill.brand_id, lang: drill.scenario.lang, extra_time: drill.extra_time }, { key: key.current }),
    onSuccess: (next) => {
      key.current = newKey()
      queries.setQueryData(['/agent/drills', next.id], next)
      void go({ to: '/agent/drills/$id', params: { id: next.id } })
    },
  })
  const open = drill.certificate?.state === 'active'
  return (
    <>
      {again.isError && <FaultFace thrown={again.error} />}
      <Button type={open ? 'default' : 'primary'} loading={again.isPending} onClick={() => again.mutate()}>
        {t(drill.state === 'passed' ? (open ? 'drills.more' : 'drills.beginRefresh') : 'drills.tryAgain')}
      </Button>
      {open && (
        <Button type="primary" onClick={() => void go({ to: '/agent/market' })}>
          {t('drills.seeShifts')}
        </Button>
      )}
    </>
  )
}
