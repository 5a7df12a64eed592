import { useNavigate, useSearch } from '@tanstack/react-router'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { CountText, DataTable, Empty, Panel, Tag, TimeText, useList, useLocale, type Column, type Tone } from '@/ui'
import { zoneName } from '@/ui/format'
import { holders, moodOf, numbersUnder, type ChatRow } from './chats'
import look from './chats.module.css'
import { windowOf, windows } from './wall'

const tones: Record<string, Tone> = { bot: 'primary', waiting: 'warn', human: 'accent', closed: 'plain' }
const moods: Record<string, Tone> = { good: 'good', flat: 'plain', bad: 'bad' }

type Filter = { state?: string; under?: string; window?: string; brand?: string }

/** Conversations by who holds them, or those under a number of the wall. The filter is in the address. */
export function ChatList({ path, link, whole = false, subjects }: { path: string; link: string; whole?: boolean; subjects?: Map<string, string> }) {
  const { t } = useTranslation('insight')
  const filter = useSearch({ strict: false }) as Filter
  const go = useNavigate()
  const choose = (next: Filter) => void go({ to: link, search: { ...filter, ...next } as never, replace: true })
  const under = numbersUnder.find((one) => one === filter.under)
  // Everybody's conversations are read under a number; a brand's also as they come.
  const asked = under ?? (whole && !filter.brand && filter.state !== 'waiting' ? 'closed' : undefined)
  const window = windowOf(filter.window ?? 'today')
  const list = useList<ChatRow>(path, { brand: filter.brand, ...(asked ? { under: asked, window } : { state: filter.state }) })
  return (
    <Panel>
      <div className={look.filters}>
        <label>
          {t('filter.show')}
          <Select
            value={asked ? `under:${asked}` : `state:${filter.state ?? ''}`}
            onChange={(value: string) => {
              const [kind, of] = value.split(':')
              choose(kind === 'under' ? { under: of!, state: undefined as never } : { state: of || (undefined as never), under: undefined as never })
            }}
            popupMatchSelectWidth={false}
            options={[
              {
                label: t('filter.byState'),
                options: ['', ...holders].filter((state) => !whole || filter.brand || state === 'waiting').map((state) => ({ value: `state:${state}`, label: t(state ? `holder.${state}` : 'filter.all') })),
              },
              { label: t('filter.byNumber'), options: numbersUnder.map((one) => ({ value: `under:${one}`, label: t(`under.${one}`) })) },
            ]}
          />
        </label>
        {asked && (
          <label>
            {t('window.label')}
            <Select value={window} onChange={(value) => choose({ window: value })} options={windows.map((value) => ({ value, label: t(`window.${value}`) }))} />
          </label>
        )}
      </div>
      <DataTable list={list} columns={useColumns(whole, list.data?.pages[0]?.items[0]?.opened_at, subjects)} rowKey={(row) => row.id} caption={t('chats.caption')} to={(row) => `${link}/${row.id}`} empty={<Empty title={t('chats.none')} hint={t('chats.noneHint')} />} />
    </Panel>
  )
}

/** `subjects` are a brand's own intents by the titles of what answers them. */
function useColumns(whole: boolean, newest: string | undefined, subjects?: Map<string, string>): Column<ChatRow>[] {
  const { t, i18n } = useTranslation('insight')
  const locale = useLocale()
  const word = (of: string, key: string | undefined) => (key ? (i18n.exists(`${of}.${key}`, { ns: 'insight' }) ? t(`${of}.${key}`) : key) : '–')
  return [
    { key: 'opened', title: newest ? t('chats.openedIn', { zone: zoneName(newest, locale, undefined) }) : t('chats.opened'), cell: (row) => <span className={look.flat}><TimeText at={row.opened_at} style="day" /> <TimeText at={row.opened_at} style="time" /></span> },
    ...(whole ? [{ key: 'brand', title: t('chats.brand'), cell: (row: ChatRow) => row.brand_name }] : []),
    { key: 'shopper', title: t('chats.shopper'), cell: (row) => <span className={look.ref} title={row.shopper_ref}>{shortened(row.shopper_ref)}</span> },
    { key: 'channel', title: t('chats.channel'), cell: (row) => <span className={look.flat}>{word('channels', row.channel)}</span> },
    { key: 'state', title: t('chats.state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`holder.${row.state}`)}</Tag> },
    { key: 'intent', title: t('chats.intent'), cell: (row) => word('reason', row.reason) === '–' ? (subjects?.get(row.intent ?? '') ?? word('intent', row.intent)) : word('reason', row.reason) },
    { key: 'outcome', title: t('chats.outcome'), cell: (row) => <span className={look.flat}>{word('outcome', row.outcome)}</span> },
    { key: 'agent', title: t('chats.agent'), cell: (row) => <span className={look.flat}>{row.agent_name || '–'}</span> },
    { key: 'mood', title: t('chats.mood'), cell: (row) => <Tag tone={moods[moodOf(row.sentiment)]}>{t(`mood.${moodOf(row.sentiment)}`)}</Tag> },
    { key: 'csat', title: t('chats.csat'), align: 'end', cell: (row) => <span className={look.flat}>{row.csat ? t('chats.stars', { count: row.csat }) : '–'}</span> },
    { key: 'messages', title: t('chats.messages'), align: 'end', cell: (row) => <CountText n={row.messages} /> },
  ]
}

/** A guest's reference is as long as an id; the rest is in the tooltip. */
function shortened(ref: string): string {
  return ref.length > 16 ? `${ref.slice(0, 14)}…` : ref
}
