import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { CountText, DurationText, Empty, FaultFace, Grid, Loading, Panel, ShareText, StatCard, TimeText, useLocale } from '@/ui'
import { FanChart, LineWall } from '@/ui/charts'
import { formatTime } from '@/ui/format'
import { Accuracy } from './Accuracy'
import look from './Requests.module.css'
import { isBooked, type Prospect, type Request } from './shape'

/** The forecast of the event and the people that it needs. */
export function Outlook({ request, again }: { request: Request; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const made = useQuery({
    queryKey: ['/brand/requests', request.id, 'forecast'],
    queryFn: ({ signal }) => api.get<Prospect>(`/brand/requests/${request.id}/forecast`, { signal }),
    enabled: request.state !== 'draft',
  })
  const make = useMutation({
    mutationFn: () => api.post<Prospect>(`/brand/requests/${request.id}/forecast`),
    onSuccess: again,
  })
  // A new request is forecast at once: nobody comes here for an empty page.
  const begun = useRef(false)
  useEffect(() => {
    if (request.state === 'draft' && !begun.current) {
      begun.current = true
      make.mutate()
    }
  }, [request.state, make])
  const redo = !isBooked(request.state) && (
    <Button loading={make.isPending} onClick={() => make.mutate()}>
      {t('outlook.again')}
    </Button>
  )
  const found = make.data ?? made.data
  return (
    <Panel title={t('outlook.title')} note={t('outlook.note')} extra={redo}>
      {make.isError && <FaultFace thrown={asFault(make.error)} onRetry={() => make.mutate()} />}
      {!make.isError && made.isError && !found && <FaultFace thrown={made.error} onRetry={() => void made.refetch()} />}
      {(make.isPending || made.isLoading) && !found && <Loading lines={7} />}
      {found && found.points.length === 0 && <Empty title={t('outlook.none')} />}
      {found && found.points.length > 0 && <Seen found={found} zone={request.timezone} />}
    </Panel>
  )
}

function Seen({ found, zone }: { found: Prospect; zone: string }) {
  const { t } = useTranslation('brand')
  const locale = useLocale()
  const [channel, setChannel] = useState('*')
  const { report } = found
  const channels = ['*', ...report.channels.map((one) => one.channel)]
  const points = useMemo(() => found.points.filter((one) => one.channel === channel), [found, channel])
  const long = useMemo(() => new Set(points.map((one) => formatTime(one.start, locale, zone, 'date'))).size > 1, [points, locale, zone])
  const when = (start: string) => (long ? `${formatTime(start, locale, zone, 'day')} ` : '') + formatTime(start, locale, zone, 'time')
  const all = useMemo(() => found.points.filter((one) => one.channel === '*'), [found])
  return (
    <div className={look.stack}>
      <Grid of="stats">
        <StatCard label={t('outlook.contacts')} figure={<CountText n={Math.round(report.contacts)} />} foot={t('outlook.band', { low: Math.round(sum(all, 'p10')), high: Math.round(sum(all, 'p90')) })} />
        <StatCard label={t('outlook.bot')} figure={<ShareText bp={report.deflection_bp} />} foot={t('outlook.human', { count: Math.round(report.human_contacts) })} />
        <StatCard label={t('outlook.peak')} figure={<CountText n={report.people_at_peak} />} foot={<TimeText at={report.peak_at} zone={zone} />} />
        <StatCard label={t('outlook.hours')} figure={<CountText n={report.agent_hours} />} foot={t('outlook.shrinkage', { share: report.staffing.shrinkage_bp / 100 })} />
      </Grid>
      <div>
        <Select aria-label={t('form.channels')} value={channel} onChange={setChannel} style={{ minWidth: 160 }} options={channels.map((value) => ({ value, label: value === '*' ? t('outlook.all') : t(`channels.${value}`, value) }))} />
      </div>
      <Grid of="wide">
        <FanChart title={t('outlook.fan')} points={points.map((one) => ({ when: when(one.start), p10: one.p10, p50: one.p50, p90: one.p90 }))} />
        <LineWall
          title={t('outlook.people')}
          times={points.map((one) => when(one.start))}
          lines={[
            { key: 'paid', name: t('outlook.paid'), values: points.map((one) => one.agents_paid) },
            { key: 'at', name: t('outlook.atDesk'), values: points.map((one) => one.agents) },
          ]}
          text={(n) => String(Math.round(n))}
        />
      </Grid>
      <p className={look.hint}>
        {t('outlook.how', {
          target: report.staffing.target_bp / 100,
          seconds: report.staffing.answer_in_s,
          chats: report.staffing.concurrency,
          patience: report.staffing.patience_s,
          busy: report.staffing.max_occupancy_bp / 100,
        })}
      </p>
      <p className={look.hint}>
        {t('outlook.handling')}
        {Object.entries(report.handling_s).map(([name, seconds], n) => (
          <span key={name}>
            {n > 0 && t('outlook.between')}
            {t(`channels.${name}`, name)} <DurationText ms={seconds * 1000} />
          </span>
        ))}
      </p>
      {(report.channels_without_history ?? []).length > 0 && (
        <p className={look.wrong}>{t('outlook.without', { channels: report.channels_without_history!.map((one) => t(`channels.${one}`, one)).join(', ') })}</p>
      )}
      <Accuracy reports={report.channels} />
    </div>
  )
}

const sum = (points: Prospect['points'], of: 'p10' | 'p90'): number => points.reduce((all, one) => all + one[of], 0)
