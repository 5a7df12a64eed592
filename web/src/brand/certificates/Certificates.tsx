import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, usePerson, useTopic } from '@/api'
import { Async, CountText, Empty, Grid, PageHead, Panel, Rows, ShareText, StatCard, Tag, TimeText, type Column } from '@/ui'
import { Holders } from './Holders'
import look from './Certificates.module.css'
import { said, skillIn, type EventReserve, type Requirement, type Reserve } from './shape'

/** What our certificate takes, who holds it, who is ready for which event, and what a changed rule did. */
export default function Certificates() {
  const { t } = useTranslation('brand')
  const person = usePerson()
  const queries = useQueryClient()
  const reserve = useQuery({ queryKey: ['/brand/certificates'], queryFn: ({ signal }) => api.get<Reserve>('/brand/certificates', { signal }) })
  const takes = useQuery({ queryKey: ['/brand/certificates/requirement'], queryFn: ({ signal }) => api.get<Requirement>('/brand/certificates/requirement', { signal }) })
  const again = () => {
    for (const path of ['/brand/certificates', '/brand/certificates/requirement', '/brand/certificates/holders']) void queries.invalidateQueries({ queryKey: [path] })
  }
  useTopic(`brand:${person.brand_id}`, (push) => push.kind === 'certificates' && again(), again)
  return (
    <>
      <PageHead title={t('certificates.title')} lead={t('certificates.lead')} actions={<Link to="/brand/certificates/scenarios">{t('scenarios.title')}</Link>} />
      <Async query={reserve}>{(one) => <Ready reserve={one} />}</Async>
      <Async query={takes}>{(one) => <Takes takes={one} />}</Async>
      <Holders />
    </>
  )
}

function Ready({ reserve }: { reserve: Reserve }) {
  const { t, i18n } = useTranslation('brand')
  const items = useTranslation('agent').t
  const columns: Column<EventReserve>[] = [
    { key: 'event', title: t('certificates.event'), cell: (row) => <strong>{row.event}</strong> },
    {
      key: 'dates',
      title: t('certificates.dates'),
      cell: (row) => (
        <>
          <TimeText at={row.starts} style="date" /> – <TimeText at={row.ends} style="date" />
        </>
      ),
    },
    { key: 'needed', title: t('certificates.needed'), align: 'end', cell: (row) => <CountText n={row.needed} /> },
    { key: 'certified', title: t('certificates.certified'), align: 'end', cell: (row) => <CountText n={row.certified} /> },
    { key: 'reserved', title: t('certificates.reserved'), align: 'end', cell: (row) => <span className="num">{t('certificates.of', { n: row.accepted, all: row.seats })}</span> },
    { key: 'training', title: t('certificates.training'), align: 'end', cell: (row) => <CountText n={row.in_training} /> },
    { key: 'short', title: t('certificates.short'), cell: (row) => (row.short === 0 ? <Tag tone="good">{t('certificates.enough')}</Tag> : <Tag tone="warn">{t('certificates.missing', { n: row.short })}</Tag>) },
    {
      key: 'skills',
      title: t('certificates.skills'),
      cell: (row) => (row.by_skill.length === 0 ? '–' : row.by_skill.map((one) => <Tag key={one.skill}>{t('certificates.skill', { skill: skillIn(t, one.skill), n: one.certified, more: one.in_training })}</Tag>)),
    },
  ]
  return (
    <>
      <Grid of="stats">
        <StatCard label={t('certificates.certified')} figure={<CountText n={reserve.certified} />} foot={t('certificates.expiring', { n: reserve.expiring })} />
        <StatCard label={t('certificates.training')} figure={<CountText n={reserve.in_training} />} foot={t('certificates.trainingFoot')} />
        <StatCard label={t('certificates.suspended')} figure={<CountText n={reserve.suspended} />} foot={t('certificates.suspendedFoot')} />
        <StatCard label={t('certificates.short')} figure={<CountText n={reserve.short} />} foot={t('certificates.neededFoot', { n: reserve.needed })} />
      </Grid>
      <Panel title={t('certificates.byEvent')} note={t('certificates.byEventNote')}>
        {reserve.events.length === 0 ? <Empty title={t('certificates.noEvent')} hint={t('certificates.noEventHint')} /> : <Rows rows={reserve.events} columns={columns} rowKey={(row) => row.request_id} caption={t('certificates.byEvent')} />}
      </Panel>
      <Grid of="wide">
        <Panel title={t('certificates.byProcedure')}>
          <ul className={look.rows}>
            {reserve.procedures.map((one) => (
              <li key={one.procedure}>
                <span>{said(one.title, i18n.language)}</span>
                <Tag tone="good">{t('certificates.heldBy', { n: one.certified })}</Tag>
                {one.blocked > 0 && <Tag tone="warn">{t('certificates.blocked', { n: one.blocked })}</Tag>}
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={t('certificates.live')} note={t('certificates.liveNote')}>
          {reserve.rows.length === 0 ? (
            <Empty title={t('certificates.noLive')} hint={t('certificates.noLiveHint')} />
          ) : (
            <ul className={look.rows}>
              {reserve.rows.map((one) => (
                <li key={one.item}>
                  <span>{items(`drills.items.${one.item}`)}</span>
                  <ShareText bp={one.share_bp} />
                  <span className={look.faint}>{t('certificates.marked', { n: one.marked })}</span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </Grid>
    </>
  )
}

function Takes({ takes }: { takes: Requirement }) {
  const { t, i18n } = useTranslation('brand')
  return (
    <Grid of="wide">
      <Panel title={t('certificates.takes')} note={t('certificates.takesNote', { n: takes.enough, days: takes.days })}>
        <ul className={look.rows}>
          {takes.levels.map((rungs, i) => (
            <li key={i}>
              <strong>{t('certificates.level', { n: i + 1 })}</strong>
              <span>{rungs.map((rung) => t(`certificates.rungs.${rung.what}`, { n: rung.need })).join(' · ')}</span>
            </li>
          ))}
        </ul>
        <p className={look.faint}>{t('certificates.enforced', { tag: takes.tag })}</p>
      </Panel>
      <Panel title={t('certificates.changes')} note={t('certificates.changesNote')}>
        {takes.changes.length === 0 ? (
          <Empty title={t('certificates.noChange')} hint={t('certificates.noChangeHint')} />
        ) : (
          <ul className={look.rows}>
            {takes.changes.map((one) => (
              <li key={one.procedure}>
                <span>
                  {said(one.title, i18n.language) || one.procedure} · {t('certificates.edition', { n: one.edition })}
                </span>
                <TimeText at={one.at} style="full" />
                <Tag tone={one.waiting > 0 ? 'warn' : 'good'}>{t('certificates.waiting', { n: one.waiting })}</Tag>
                <span className={look.faint}>{t('certificates.restored', { n: one.restored })}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Grid>
  )
}
