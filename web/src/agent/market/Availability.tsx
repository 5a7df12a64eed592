import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, refusal, toast, useLocale } from '@/ui'
import { formatTime } from '@/ui/format'
import look from './Market.module.css'
import type { Hours } from './shape'
import { changed, holds, parts, weekOf } from './week'

const days = 14

/** The hours, and the server's own time: a demonstration's clock is not the browser's. */
type Free = { items: Hours[]; now: string }

/** When I can work, a part of a day at a time. Each press is kept at once and can be taken back. */
export function Availability() {
  const queries = useQueryClient()
  const { t } = useTranslation('agent')
  const key = ['/agent/availability']
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Free>('/agent/availability', { signal }) })
  // An answer to a press that others followed is not what the week looks like now.
  const last = () => queries.isMutating({ mutationKey: key }) === 1
  const put = useMutation({
    mutationKey: key,
    scope: { id: 'availability' }, // one after the other: the last press is the last to arrive
    mutationFn: (hours: Hours[]) => api.put<Free>('/agent/availability', { hours }),
    onMutate: async (hours) => {
      await queries.cancelQueries({ queryKey: key })
      const before = queries.getQueryData<Free>(key)
      queries.setQueryData(key, { items: hours, now: before?.now ?? new Date().toISOString() })
    },
    onError: (thrown) => {
      toast({ text: refusal(thrown, t('hours.notKept')), tone: 'bad' })
      if (last()) return queries.invalidateQueries({ queryKey: key })
    },
    onSuccess: (kept) => {
      if (last()) queries.setQueryData(key, kept)
    },
  })
  return <Async query={query}>{(found) => <Week hours={found.items} today={found.now} onChange={(hours) => put.mutate(hours)} />}</Async>
}

function Week({ hours, today, onChange }: { hours: Hours[]; today: string; onChange: (hours: Hours[]) => void }) {
  const { t } = useTranslation('agent')
  const locale = useLocale()
  const now = useMemo(() => Date.parse(today), [today])
  const week = useMemo(() => weekOf(now, days), [now])
  return (
    <div className={look.weekScroll}>
      <table className={look.week}>
        <caption className="unseen">{t('hours.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('hours.day')}</th>
            {parts.map((part) => (
              <th key={part.key} scope="col">
                {t(`hours.parts.${part.key}`)}
                <small>{t('hours.span', { from: part.from % 24, till: part.till % 24 || 24 })}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map(({ day, cells }) => (
            <tr key={day}>
              <th scope="row">{formatTime(day, locale, undefined, 'day')}</th>
              {cells.map((cell, i) => {
                const held = holds(hours, cell)
                const name = `${formatTime(day, locale, undefined, 'day')} ${t(`hours.parts.${parts[i]!.key}`)}`
                return (
                  <td key={cell.key}>
                    <button
                      type="button"
                      className={look.part}
                      aria-pressed={held === 'all' ? true : held === 'some' ? 'mixed' : false}
                      aria-label={name}
                      disabled={cell.ends <= now}
                      onClick={() => onChange(changed(hours, cell, held !== 'all', now))}
                    >
                      {t(`hours.held.${held}`)}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
