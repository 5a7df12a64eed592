import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Async, CountText, FaultFace, Grid, LongWork, Panel, ShareText, StatCard, TimeText, useLocale } from '@/ui'
import { CoverageChart } from '@/ui/charts'
import { formatTime } from '@/ui/format'
import look from './Requests.module.css'
import type { Coverage, Gap, Request } from './shape'

/** How far a booked request is filled: progress, half hour by half hour, and what is short. */
export function Fill({ request, again }: { request: Request; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const query = useQuery({
    queryKey: ['/brand/requests', request.id, 'coverage'],
    queryFn: ({ signal }) => api.get<Coverage>(`/brand/requests/${request.id}/coverage`, { signal }),
    // The live line tells; this is for a line that is down while a plan runs.
    refetchInterval: (state) => (['queued', 'running'].includes(state.state.data?.fill?.state ?? '') ? 3_000 : false),
  })
  const fill = useMutation({ mutationFn: () => api.post(`/brand/requests/${request.id}/fill`), onSuccess: again })
  const stop = useMutation({ mutationFn: () => api.post(`/brand/requests/${request.id}/fill/stop`), onSettled: again })
  const busy = ['queued', 'running'].includes(query.data?.fill?.state ?? '')
  return (
    <Panel
      title={t('fill.title')}
      note={t('fill.note')}
      extra={
        request.state !== 'settled' && (
          <>
            {busy && (
              <Button danger loading={stop.isPending} onClick={() => stop.mutate()}>
                {t('fill.stop')}
              </Button>
            )}
            <Button loading={fill.isPending} disabled={busy} onClick={() => fill.mutate()}>
              {t('fill.again')}
            </Button>
          </>
        )
      }
    >
      {fill.isError && <FaultFace thrown={asFault(fill.error)} />}
      {stop.isError && asFault(stop.error).code !== 'fill_none' && <FaultFace thrown={asFault(stop.error)} />}
      <Async query={query}>{(found) => <Covered found={found} zone={request.timezone} />}</Async>
    </Panel>
  )
}

function Covered({ found, zone }: { found: Coverage; zone: string }) {
  const { t } = useTranslation('brand')
  const locale = useLocale()
  const points = useMemo(
    () =>
      found.covers.map((one) => ({
        when: `${formatTime(one.start, locale, zone, 'day')} ${formatTime(one.start, locale, zone, 'time')}`,
        need: one.need,
        filled: one.offered + one.accepted,
      })),
    [found, locale, zone],
  )
  const gap = found.bound > 0 ? Math.round(((found.objective - found.bound) / found.bound) * 10_000) : undefined
  const { fill } = found
  return (
    <div className={look.stack}>
      {fill?.state === 'cancelled' && <p className={look.hint}>{t('fill.halted')}</p>}
      {fill && fill.state !== 'done' && fill.state !== 'cancelled' && (
        <LongWork
          title={t('fill.work', { why: t(`fill.whys.${fill.why}`, fill.why) })}
          done={Math.round(fill.progress_bp / 100)}
          total={100}
          state={fill.state === 'failed' ? 'failed' : 'running'}
          {...(fill.error ? { note: fill.error } : fill.copies > 1 ? { note: t('fill.copies', { count: fill.copies }) } : {})}
        />
      )}
      <Grid of="stats">
        <StatCard label={t('fill.seats')} figure={<CountText n={found.seats} />} />
        <StatCard label={t('fill.accepted')} figure={<CountText n={found.seats_accepted} />} foot={<ShareText bp={found.seats ? Math.round((found.seats_accepted / found.seats) * 10_000) : 0} />} />
        <StatCard label={t('fill.offered')} figure={<CountText n={found.seats_offered} />} foot={t('fill.offeredFoot')} />
        <StatCard label={t('fill.gap')} figure={gap === undefined ? t('requests.unknown') : <ShareText bp={gap} digits={2} />} foot={t('fill.gapFoot')} />
      </Grid>
      <CoverageChart title={t('fill.chart')} points={points} />
      {found.gaps.length > 0 ? (
        <>
          <h3>{t('fill.short')}</h3>
          <ul className={look.gaps}>
            {found.gaps.map((one) => (
              <li key={one.slot + one.why}>
                <strong>
                  <TimeText at={one.starts} zone={zone} /> → <TimeText at={one.ends} style="time" zone={zone} /> · {t('fill.missing', { count: one.missing, need: one.need })}
                </strong>
                <Why gap={one} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        fill?.done_at && <p className={look.hint}>{t('fill.whole')}</p>
      )}
    </div>
  )
}

/** Why a slot is short: who would suit it, and what stops them. */
function Why({ gap }: { gap: Gap }) {
  const { t } = useTranslation('brand')
  const stopped = Object.entries(gap.stopped ?? {}).filter(([, count]) => count > 0)
  const parts = [
    ...(gap.lacking?.length ? [t('fill.lacking', { tags: gap.lacking.join(', ') })] : []),
    ...stopped.map(([rule, count]) => t(`fill.stopped.${rule}`, { count, defaultValue: `${rule} ${count}` })),
    ...(gap.free ? [t('fill.free', { count: gap.free })] : []),
  ]
  return <span>{parts.length > 0 ? parts.join(t('fill.comma')) : gap.why}</span>
}
