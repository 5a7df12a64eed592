import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Grid, Panel, ShareText, StatCard, TimeText, useLocale } from '@/ui'
import { FanChart, LineWall } from '@/ui/charts'
import { formatTime } from '@/ui/format'
import look from './Requests.module.css'
import type { Request } from './shape'

type Half = { channel: string; start: string; p10: number; p50: number; p90: number; came?: number; over: boolean; now_p10: number; now_p50: number; now_p90: number; need: number; now_need: number; accepted: number }
type Pace = { at: string; points: Half[]; forecast: number; came: number; factor: number; missing: number }

/** How the event goes: what came over its forecast, and every five minutes what is to come and whom it takes. */
export function Going({ request }: { request: Request }) {
  const { t } = useTranslation('brand')
  const locale = useLocale()
  const query = useQuery({
    queryKey: ['/brand/requests', request.id, 'running'],
    queryFn: ({ signal }) => api.get<Pace>(`/brand/requests/${request.id}/running`, { signal }),
    refetchInterval: 60_000,
  })
  const when = (start: string) => formatTime(start, locale, request.timezone, 'time')
  return (
    <Panel title={t('going.title')} note={t('going.note')}>
      <Async query={query}>
        {(now) => {
          const all = now.points.filter((one) => one.channel === '*')
          return (
            <div className={look.stack}>
              <Grid of="stats">
                <StatCard label={t('going.came')} figure={<CountText n={now.came} />} foot={t('going.of', { count: Math.round(now.forecast) })} />
                <StatCard label={t('going.rest')} figure={<ShareText bp={Math.round(now.factor * 10_000)} />} foot={t('going.restNote')} />
                <StatCard label={t('going.missing')} figure={<CountText n={Math.max(0, now.missing)} />} foot={t(now.missing > 0 ? 'going.missingNote' : 'going.enough')} />
                <StatCard label={t('going.at')} figure={<TimeText at={now.at} style="time" zone={request.timezone} />} foot={t('going.atNote')} />
              </Grid>
              <Grid of="wide">
                <FanChart title={t('going.fan')} points={all.map((one) => ({ when: when(one.start), p10: one.now_p10, p50: one.now_p50, p90: one.now_p90, ...(one.over && one.came !== undefined ? { actual: one.came } : {}) }))} />
                <LineWall
                  title={t('going.people')}
                  times={all.map((one) => when(one.start))}
                  lines={[
                    { key: 'need', name: t('going.need'), values: all.map((one) => one.need) },
                    { key: 'now', name: t('going.nowNeed'), values: all.map((one) => one.now_need) },
                    { key: 'there', name: t('going.there'), values: all.map((one) => one.accepted) },
                  ]}
                  text={(n) => String(Math.round(n))}
                />
              </Grid>
            </div>
          )
        }}
      </Async>
    </Panel>
  )
}
