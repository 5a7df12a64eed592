import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Page } from '@/api'
import { AgoText, Empty, FaultFace, Loading, Money, PageHead, Panel, TimeText, useList } from '@/ui'
import look from './inbox.module.css'
import { leadsTo, type Notification, type Side } from './shape'
import { useInboxPushes } from './useUnread'
import { useWhy } from './useWhy'

/** What happened, newest first, each with who and why. Opening the page does not read it: a press does. */
export function Inbox({ side }: { side: Side }) {
  const { t } = useTranslation('inbox')
  const queries = useQueryClient()
  const path = `/${side}/inbox`
  const list = useList<Notification>(path)
  const again = () => {
    void queries.invalidateQueries({ queryKey: [path] })
    void queries.invalidateQueries({ queryKey: [path, 'unread'] })
  }
  useInboxPushes(side, again)
  const read = useMutation({ mutationFn: (id?: string) => api.post(`${path}/read`, id ? { id } : {}), onSuccess: again })
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const unread = (list.data?.pages[0] as (Page<Notification> & { unread?: number }) | undefined)?.unread ?? 0
  useEffect(() => {
    if (unread > 0) document.title = t('inbox.titleWith', { count: unread })
  }, [unread, t])
  return (
    <>
      <PageHead
        title={t('inbox.title')}
        lead={t('inbox.lead')}
        actions={
          unread > 0 && (
            <Button loading={read.isPending} onClick={() => read.mutate(undefined)}>
              {t('inbox.readAll', { count: unread })}
            </Button>
          )
        }
      />
      <Panel>
        {!list.data ? (
          list.isError ? <FaultFace thrown={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={6} />
        ) : rows.length === 0 ? (
          <Empty title={t('inbox.none')} hint={t('inbox.noneHint')} />
        ) : (
          <>
            <ul className={look.list}>
              {rows.map((one) => (
                <li key={one.id} data-unread={!one.read || undefined}>
                  <Entry side={side} one={one} onRead={() => !one.read && read.mutate(one.id)} />
                </li>
              ))}
            </ul>
            {list.hasNextPage && (
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('inbox.more')}
              </Button>
            )}
          </>
        )}
      </Panel>
    </>
  )
}

function Entry({ side, one, onRead }: { side: Side; one: Notification; onRead: () => void }) {
  const { t } = useTranslation('inbox')
  const why = useWhy()
  const to = leadsTo(side, one)
  const title = t(`kinds.${side}.${one.kind}`, { defaultValue: one.kind, outcome: t(`outcomes.${one.about.outcome ?? 'none'}`) })
  return (
    <article className={look.entry}>
      <div className={look.head}>
        {to ? (
          <Link to={to} onClick={onRead} className={look.title}>
            {title}
          </Link>
        ) : (
          <strong className={look.title}>{title}</strong>
        )}
        {!one.read && <span className={look.dot}>{t('inbox.new')}</span>}
        <AgoText at={one.at} />
      </div>
      <p className={look.about}>
        {[side === 'agent' ? one.brand_name : undefined, one.about.event, one.about.seat === 'standby' ? t('inbox.standby') : undefined].filter(Boolean).join(' · ')}
        {one.about.starts && (
          <>
            {' '}
            <TimeText at={one.about.starts} style="day" zone={side === 'brand' ? one.about.timezone : undefined} /> <TimeText at={one.about.starts} style="time" zone={side === 'brand' ? one.about.timezone : undefined} />
            {one.about.ends && (
              <>
                –<TimeText at={one.about.ends} style="time" zone={side === 'brand' ? one.about.timezone : undefined} />
              </>
            )}
          </>
        )}
      </p>
      {one.about.before && (
        <p className={look.before}>
          {t('inbox.before')} <TimeText at={one.about.before} />
        </p>
      )}
      {one.about.amount_minor !== undefined && one.about.amount_minor > 0 && (
        <p className={look.before}>
          {t('inbox.paid')} <Money minor={one.about.amount_minor} currency={one.about.currency ?? 'CNY'} />
        </p>
      )}
      <p className={look.why}>
        {t('inbox.who', { who: one.by || t('inbox.clock') })}
        {one.why && t('inbox.because', { why: why(one.why) })}
      </p>
      {!one.read && !to && (
        <Button size="small" onClick={onRead}>
          {t('inbox.seen')}
        </Button>
      )}
    </article>
  )
}
