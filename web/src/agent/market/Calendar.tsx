import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { save } from '@/billing/save'
import { AgoText, Async, confirm, refusal, toast } from '@/ui'
import look from './Market.module.css'

type Feed = { made_at?: string; read_at?: string }

/** My shifts in my own calendar: a file now, or a private address that a calendar program reads by itself. */
export function Calendar() {
  const { t } = useTranslation('agent')
  const queries = useQueryClient()
  const [address, setAddress] = useState('')
  const key = ['/agent/calendar']
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Feed>('/agent/calendar', { signal }) })
  const failed = (thrown: unknown) => toast({ text: refusal(thrown), tone: 'bad' })
  const make = useMutation({
    mutationFn: () => api.post<{ path: string }>('/agent/calendar'),
    onSuccess: (made) => setAddress(location.origin + made.path),
    onError: failed,
    onSettled: () => void queries.invalidateQueries({ queryKey: key }),
  })
  const drop = useMutation({
    mutationFn: () => api.del('/agent/calendar'),
    onSuccess: () => {
      setAddress('')
      toast({ text: t('calendar.dropped') })
    },
    onError: failed,
    onSettled: () => void queries.invalidateQueries({ queryKey: key }),
  })
  const saving = useMutation({ mutationFn: () => save('/agent/calendar.ics', 'shifts.ics'), onError: failed })
  const renew = async (feed: Feed) => {
    if (!feed.made_at || (await confirm({ title: t('calendar.renew'), text: t('calendar.renewText'), yes: t('calendar.renew'), danger: true }))) make.mutate()
  }
  return (
    <Async query={query}>
      {(feed) => (
        <div className={look.stack}>
          <div className={look.row}>
            <Button loading={saving.isPending} onClick={() => saving.mutate()}>
              {t('calendar.download')}
            </Button>
            <Button type="primary" loading={make.isPending} onClick={() => void renew(feed)}>
              {t(feed.made_at ? 'calendar.renew' : 'calendar.make')}
            </Button>
            {feed.made_at && (
              <Button danger loading={drop.isPending} onClick={() => drop.mutate()}>
                {t('calendar.drop')}
              </Button>
            )}
          </div>
          {address && (
            <label className={look.address}>
              {t('calendar.address')}
              <span className={look.row}>
                <Input readOnly value={address} onFocus={(seen) => seen.target.select()} />
                <Button onClick={() => void copy(address).then(() => toast({ text: t('calendar.copied'), tone: 'good' }))}>{t('calendar.copy')}</Button>
              </span>
              <span className={look.hint}>{t('calendar.once')}</span>
            </label>
          )}
          {feed.made_at && (
            <p className={look.hint}>
              {t('calendar.made')} <AgoText at={feed.made_at} />
              {t('calendar.comma')}
              {feed.read_at ? (
                <>
                  {t('calendar.read')} <AgoText at={feed.read_at} />
                </>
              ) : (
                t('calendar.unread')
              )}
            </p>
          )}
        </div>
      )}
    </Async>
  )
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text)
}
