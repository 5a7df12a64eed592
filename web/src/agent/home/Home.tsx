import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { DurationText, Empty, FaultFace, Grid, Journey, Loading, Money, PageHead, Panel, StatCard, TimeText, useList } from '@/ui'
import look from '../market/Market.module.css'
import { Offers } from '../market/Offers'
import type { Shift } from '../market/shape'

const way = ['drill', 'certify', 'claim', 'serve', 'pay'] as const

/** Today: the next shift, what waits for an answer, and how it all goes. */
export default function Home() {
  const { t } = useTranslation('agent')
  const person = usePerson()
  return (
    <>
      <PageHead title={t('home.hello', { name: person.name })} lead={t('home.lead')} />
      <Ahead />
      <Panel title={t('offers.title')} extra={<Link to="/agent/market">{t('home.market')}</Link>}>
        <Offers few={3} />
      </Panel>
      <Panel title={t('home.way')}>
        <Journey steps={way.map((key) => ({ key, title: t(`home.steps.${key}.title`), text: t(`home.steps.${key}.text`) }))} />
      </Panel>
    </>
  )
}

function Ahead() {
  const { t } = useTranslation('agent')
  const list = useList<Shift>('/agent/shifts')
  if (!list.data) return <Panel>{list.isError ? <FaultFace thrown={list.error} onRetry={() => void list.refetch()} /> : <Loading />}</Panel>
  const shifts = list.data.pages.flatMap((page) => page.items)
  const next = shifts.find((one) => one.state === 'working') ?? shifts.find((one) => one.state === 'accepted')
  const ahead = shifts.filter((one) => one.state === 'accepted' || one.state === 'working')
  const done = shifts.filter((one) => one.state === 'done')
  const earned = done.reduce((sum, one) => sum + Math.round((one.rate_minor * one.worked_s) / 3600), 0)
  const currency = shifts[0]?.currency ?? 'CNY'
  return (
    <>
      <Panel title={t(next?.state === 'working' ? 'home.on' : 'home.next')}>{next ? <Next shift={next} /> : <NoShift />}</Panel>
      <div style={{ marginTop: 16 }} />
      <Grid of="stats">
        <StatCard label={t('home.ahead')} figure={ahead.length} foot={ahead.length > 0 ? <DurationText ms={ahead.reduce((sum, one) => sum + Date.parse(one.ends) - Date.parse(one.starts), 0)} /> : t('home.noneAhead')} />
        <StatCard label={t('home.worked')} figure={done.length > 0 ? <DurationText ms={done.reduce((sum, one) => sum + one.worked_s * 1000, 0)} /> : '–'} foot={t('home.twoWeeks')} />
        <StatCard label={t('home.earned')} figure={<Money minor={earned} currency={currency} />} foot={t('home.earnedFoot')} />
      </Grid>
      <div style={{ marginTop: 16 }} />
    </>
  )
}

/** The shift that is on or comes next, and the one thing to do about it. */
function Next({ shift }: { shift: Shift }) {
  const { t } = useTranslation('agent')
  const on = shift.state === 'working'
  return (
    <div className={look.next}>
      <div className={look.nextWhat}>
        <strong>
          {shift.brand_name} · {shift.event}
        </strong>
        <span>
          <TimeText at={shift.starts} /> – <TimeText at={shift.ends} style="time" />
        </span>
        <span className={look.hint}>{t(on ? 'home.onHint' : 'home.nextHint')}</span>
      </div>
      <Link to={on ? '/agent/desk' : '/agent/market'}>
        <Button type={on ? 'primary' : 'default'} size="large" tabIndex={-1}>
          {t(on ? 'home.toDesk' : 'home.market')}
        </Button>
      </Link>
    </div>
  )
}

function NoShift() {
  const { t } = useTranslation('agent')
  return (
    <Empty
      title={t('home.emptyTitle')}
      hint={t('home.emptyHint')}
      action={
        <div className={look.row}>
          <Link to="/agent/drills">
            <Button type="primary" tabIndex={-1}>{t('home.toDrills')}</Button>
          </Link>
          <Link to="/agent/market">
            <Button tabIndex={-1}>{t('home.toMarket')}</Button>
          </Link>
        </div>
      }
    />
  )
}
