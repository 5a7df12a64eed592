import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Async, CountText, Empty, FaultFace, Grid, PageHead, Panel, ShareText, StatCard, toast } from '@/ui'
import { useSubjects } from '../knowledge/useSubjects'
import { Clicks } from './Clicks'
import { Curve } from './Curve'
import look from './coverage.module.css'
import { answeredAt, type Coverage as Measured, type Weak } from './shape'

/** How much the bot can answer, how surely, and what raises it: the dial, the curve, the clicks. */
export default function Coverage() {
  const { t } = useTranslation('brand')
  const query = useQuery({ queryKey: ['/brand/knowledge/coverage'], queryFn: ({ signal }) => api.get<Measured>('/brand/knowledge/coverage', { signal }) })
  const thin = query.isError && asFault(query.error).code === 'knowledge_too_thin'
  return (
    <>
      <PageHead title={t('coverage.title')} lead={t('coverage.lead')} />
      {thin ? (
        <Panel>
          <Empty title={t('coverage.thin')} hint={t('coverage.thinHint')} />
          <Link to="/brand/knowledge/pack">{t('knowledge.fromPack')}</Link>
        </Panel>
      ) : (
        <Async query={query}>
          {(found) => (
            <div className={look.page}>
              <Grid of="stats">
                <StatCard label={t('coverage.answered')} figure={<ShareText bp={Math.round(found.at.coverage * 10_000)} digits={0} />} foot={t('coverage.answeredFoot')} />
                <StatCard label={t('coverage.right')} figure={<ShareText bp={Math.round(found.at.precision * 10_000)} digits={0} />} foot={t(found.kept ? 'coverage.kept' : 'coverage.notKept')} />
                <StatCard label={t('coverage.phrasings')} figure={<CountText n={found.phrasings} />} foot={t('coverage.subjects', { count: found.subjects })} />
                <StatCard label={t('coverage.open')} figure={<CountText n={found.open} />} foot={t('coverage.openFoot', { count: found.answered })} to="/brand/knowledge?tab=gaps" />
              </Grid>
              <div className={look.two}>
                <Panel title={t('coverage.curve')} note={t('coverage.curveNote')}>
                  {found.curve && found.curve.length > 1 ? <Curve points={found.curve} at={found.at} /> : <Empty title={t('coverage.noCurve')} />}
                  <Dial key={found.dial} measured={found} />
                </Panel>
                <Weakest list={found.weakest} />
              </div>
              <Clicks />
            </div>
          )}
        </Async>
      )}
    </>
  )
}

/** The brand's choice: rather fewer answers, or rather more. */
function Dial({ measured }: { measured: Measured }) {
  const { t } = useTranslation('brand')
  const id = useId()
  const [dial, setDial] = useState(Math.round(measured.dial * 100))
  const known = useQueryClient()
  const save = useMutation({
    mutationFn: () => api.put('/brand/knowledge/dial', { precision: dial / 100 }),
    onSuccess: () => {
      toast({ text: t('coverage.saved', { share: dial }), tone: 'good' })
      void known.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/brand/knowledge') })
    },
  })
  const there = dial === Math.round(measured.dial * 100) && measured.kept ? measured.at : answeredAt(measured.curve ?? [], dial / 100)
  return (
    <>
      <div className={look.dial}>
        <label htmlFor={id}>{t('coverage.dial')}</label>
        <output htmlFor={id} className="num">{dial} %</output>
        <input id={id} type="range" min={50} max={99} value={dial} onChange={(moved) => setDial(Number(moved.target.value))} />
        <Button type="primary" disabled={dial === Math.round(measured.dial * 100)} loading={save.isPending} onClick={() => save.mutate()}>
          {t('coverage.set')}
        </Button>
      </div>
      <p className={look.said} role="status">
        {there ? t('coverage.would', { share: Math.round(there.coverage * 100), dial }) : t('coverage.wouldNot', { dial })}
      </p>
      {save.isError && <FaultFace thrown={asFault(save.error)} />}
    </>
  )
}

function Weakest({ list }: { list: Weak[] }) {
  const { t, i18n } = useTranslation('brand')
  const subjects = useSubjects()
  const called = (one: Weak) => subjects.get(one.intent) ?? (i18n.exists(`intent.${one.intent}`, { ns: 'insight' }) ? i18n.t(`intent.${one.intent}`, { ns: 'insight' }) : t(`coverage.plain.${one.intent}`, { defaultValue: one.title }))
  return (
    <Panel title={t('coverage.weakest')} note={t('coverage.weakestNote')}>
      {list.length === 0 ? (
        <Empty title={t('coverage.noneWeak')} />
      ) : (
        <ul className={look.queue}>
          {list.map((one) => (
            <li key={one.intent} className={look.click}>
              <strong>{called(one)}</strong>
              <p>{t('coverage.weak', { phrasings: one.phrasings, right: one.right, tried: one.tried })}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
