import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, DurationText, Empty, PageHead, Panel, Tag, TagList } from '@/ui'
import { clocks, moodOf, type Replay } from './chats'
import look from './chats.module.css'
import { HandoffCard } from './HandoffCard'
import { Moves } from './Moves'
import { Talk } from './Talk'
import { useWords } from './useWords'

/** One conversation as it was: what was said, why the bot said it, and through whose hands it went. */
export function ChatReplay({ path, link, subjects }: { path: string; link: string; subjects?: Map<string, string> }) {
  const { t } = useTranslation('insight')
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({
    queryKey: [path, id],
    queryFn: ({ signal }) => api.get<Replay>(`${path}/${id}`, { signal }),
    // An open conversation goes on; an ended one is read once.
    refetchInterval: ({ state }) => (state.data && state.data.chat.state !== 'closed' ? 3_000 : false),
  })
  return (
    <>
      <PageHead title={t('replay.title')} lead={query.data && `${query.data.brand_name} · ${query.data.chat.shopper_ref}`} trail={[{ label: t('chats.title'), to: link }]} />
      <Async query={query} isEmpty={() => false}>
        {(replay) => (
          <div className={look.replay}>
            <Panel title={t('replay.talk')}>
              {replay.messages.length === 0 ? <Empty title={t('replay.silent')} /> : <Talk replay={replay} subjects={subjects} />}
            </Panel>
            <div className={look.side}>
              <About replay={replay} subjects={subjects} />
              {replay.chat.handoff && <HandoffCard handoff={replay.chat.handoff} need={replay.chat.need} subjects={subjects} />}
              <Panel title={t('replay.moves')}>
                <Moves replay={replay} />
              </Panel>
            </div>
          </div>
        )}
      </Async>
    </>
  )
}

function About({ replay: { chat }, subjects }: { replay: Replay; subjects: Map<string, string> | undefined }) {
  const { t } = useTranslation('insight')
  const word = useWords()
  const mood = moodOf(chat.sentiment)
  return (
    <Panel title={t('replay.about')}>
      <TagList
        tags={[
          { key: 'state', text: t(`holder.${chat.state}`), tone: 'primary' },
          { key: 'mood', text: t(`mood.${mood}`), tone: mood === 'bad' ? 'bad' : mood === 'good' ? 'good' : 'plain' },
          ...(chat.outcome ? [{ key: 'outcome', text: word('outcome', chat.outcome) }] : []),
          ...(chat.csat ? [{ key: 'csat', text: t('chats.stars', { count: chat.csat }), tone: chat.csat >= 4 ? ('good' as const) : ('warn' as const) }] : []),
          ...chat.tags.map((tag) => ({ key: tag, text: word('tag', tag) })),
        ]}
      />
      <dl className={look.facts}>
        <dt>{t('chats.channel')}</dt>
        <dd>{word('channels', chat.channel)}</dd>
        {chat.order_ref && (
          <>
            <dt>{t('replay.order')}</dt>
            <dd className={look.ref}>{chat.order_ref}</dd>
          </>
        )}
        {chat.intent && (
          <>
            <dt>{t('chats.intent')}</dt>
            <dd>
              <Tag>{subjects?.get(chat.intent) ?? word('intent', chat.intent)}</Tag>
            </dd>
          </>
        )}
        {clocks(chat).map((clock) => (
          <div key={clock.key} className={look.pair}>
            <dt>{t(`clock.${clock.key}`)}</dt>
            <dd>
              <DurationText ms={clock.ms} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
