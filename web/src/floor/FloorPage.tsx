import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from '@/agent/desk/Inbox'
import { api, useTopic } from '@/api'
import { Async, Choice, DurationText, Empty, PageHead, Panel, Rows, Tag, TagList } from '@/ui'
import look from './floor.module.css'
import { mood, ordered, waited, type Floor, type OnFloor } from './wire'

const filters = ['all', 'alarms', 'waiting', 'held'] as const

/** What waits for a person and what is held, of one brand or of all; told live, read again every 5 s. */
export function FloorPage({ path, link, topic, whole = false }: { path: string; link: string; topic: string; whole?: boolean }) {
  const { t } = useTranslation('floor')
  const [filter, setFilter] = useState<(typeof filters)[number]>('all')
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Floor>(path, { signal }), refetchInterval: 5_000 })
  useTopic(topic, (push) => push.kind === 'ask' && void query.refetch(), () => void query.refetch())
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <Panel title={t('caption')} extra={<Choice label={t('filters.label')} value={filter} onChange={setFilter} options={filters.map((value) => ({ value, text: t(`filters.${value}`) }))} />}>
        <Async query={query} isEmpty={(floor) => floor.chats.length === 0} empty={<Empty title={t('none')} hint={t('noneHint')} />}>
          {(floor) => {
            const now = Date.parse(floor.now)
            const rows = ordered(floor.chats, now).filter((one) => filter === 'all' || (filter === 'alarms' && one.alarms.length > 0) || (filter === 'waiting' && one.chat.state === 'waiting') || (filter === 'held' && one.chat.state === 'human'))
            return <Chats rows={rows} now={now} link={link} whole={whole} />
          }}
        </Async>
      </Panel>
    </>
  )
}

function Chats({ rows, now, link, whole }: { rows: OnFloor[]; now: number; link: string; whole: boolean }) {
  const { t } = useTranslation('floor')
  const { t: agent } = useTranslation('agent')
  return (
    <Rows
      rows={rows}
      rowKey={(one) => one.chat.id}
      caption={t('caption')}
      to={(one) => `${link}/${one.chat.id}`}
      columns={[
        { key: 'shopper', title: t('shopper'), cell: (one) => nameOf(one.chat, agent('desk.guest')) },
        ...(whole ? [{ key: 'brand', title: t('brand'), cell: (one: OnFloor) => one.brand_name }] : []),
        { key: 'state', title: t('state'), cell: (one) => <Tag tone={one.chat.state === 'waiting' ? 'warn' : 'primary'}>{t(`states.${one.chat.state}`)}</Tag> },
        { key: 'agent', title: t('agent'), cell: (one) => one.agent_name || t('nobody') },
        { key: 'wait', title: t('wait'), align: 'end', cell: (one) => (waited(one, now) > 0 ? <DurationText ms={Math.floor(waited(one, now) / 1000) * 1000} /> : t('nobody')) },
        { key: 'mood', title: t('mood'), cell: (one) => <Tag tone={mood(one.chat.sentiment) === 'bad' ? 'bad' : mood(one.chat.sentiment) === 'good' ? 'good' : 'plain'}>{t(`moods.${mood(one.chat.sentiment)}`)}</Tag> },
        { key: 'hits', title: t('hits'), align: 'end', cell: (one) => one.guard_hits },
        {
          key: 'alarms',
          title: t('alarms'),
          cell: (one) => (
            <div className={look.alarms}>
              <TagList tags={one.alarms.map((key) => ({ key, text: t(`alarm.${key}`), tone: 'bad' as const }))} />
              {one.asks && <q>{one.asks}</q>}
              {one.alarms.length === 0 && !one.asks && t('nobody')}
            </div>
          ),
        },
      ]}
    />
  )
}
