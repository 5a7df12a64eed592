import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Input, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Page } from '@/api'
import { states } from '@/insight/wall'
import { CountText, DataTable, Empty, PageHead, Panel, ShareText, Tag, TagList, TimeText, type Column, type Tone } from '@/ui'
import look from './pool.module.css'
import { Suspend } from './Suspend'

type Agent = {
  id: string
  name: string
  state: string
  since?: string
  brand_name?: string
  load: number
  capacity: number
  reliability_bp: number
  suspended?: string
  certificates: string[]
  tags: string[]
}
type Found = Page<Agent> & { total: number; states: Record<string, number> }
type Filter = { q?: string; state?: string; tag?: string }

const tones: Record<string, Tone> = { busy: 'accent', available: 'good', wrap_up: 'primary', break: 'warn', training: 'primary', forced_away: 'bad', offline: 'plain' }
const mostTags = 6

/** The people of the market: where each is now, what each may do, how sure they come. */
export default function Pool() {
  const { t } = useTranslation('operator')
  const filter = useSearch({ strict: false }) as Filter
  const go = useNavigate()
  const [words, setWords] = useState(filter.q ?? '')
  const asked = { q: useDeferredValue(words.trim()), state: filter.state, tag: filter.tag }
  const list = useInfiniteQuery({
    queryKey: ['/operator/pool', asked],
    queryFn: ({ pageParam, signal }) => api.get<Found>('/operator/pool', { query: { ...asked, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor || undefined,
    placeholderData: (was) => was,
    refetchInterval: 15_000,
  })
  const counts = list.data?.pages[0]?.states ?? {}
  const choose = (next: Filter) => void go({ to: '/operator/pool', search: { ...filter, ...next } as never, replace: true })
  return (
    <>
      <PageHead title={t('pool.title')} lead={t('pool.lead')} />
      <ul className={look.states}>
        {states.map((state) => (
          <li key={state}>
            <button aria-pressed={filter.state === state} onClick={() => choose({ state: filter.state === state ? (undefined as never) : state })}>
              <span>{t(`pool.states.${state}`)}</span>
              <strong>
                <CountText n={counts[state] ?? 0} />
              </strong>
            </button>
          </li>
        ))}
      </ul>
      <Panel>
        <div className={look.filters}>
          <label>
            {t('pool.search')}
            <Input.Search allowClear value={words} placeholder={t('pool.searchHint')} onChange={(typed) => setWords(typed.target.value)} onSearch={(q) => choose({ q })} />
          </label>
          <label>
            {t('pool.tag')}
            <Select
              allowClear
              showSearch
              value={filter.tag}
              placeholder={t('pool.anyTag')}
              onChange={(tag?: string) => choose({ tag: tag as never })}
              options={tagsOf(list.data?.pages ?? []).map((tag) => ({ value: tag, label: tag }))}
            />
          </label>
        </div>
        <DataTable list={list} columns={useColumns()} rowKey={(row) => row.id} caption={t('pool.caption')} empty={<Empty title={t('pool.none')} hint={t('pool.noneHint')} />} />
      </Panel>
    </>
  )
}

/** What can be chosen: the tags of those who are shown. */
function tagsOf(pages: Found[]): string[] {
  const all = pages.flatMap((page) => page.items).flatMap((row) => [...row.tags, ...row.certificates.map((slug) => `brand:${slug}`)])
  return [...new Set(all)].sort()
}

function useColumns(): Column<Agent>[] {
  const { t } = useTranslation('operator')
  const queries = useQueryClient()
  const again = () => void queries.invalidateQueries({ queryKey: ['/operator/pool'] })
  return [
    { key: 'name', title: t('pool.name'), cell: (row) => <span className={look.name}>{row.name} {row.suspended && <Tag tone="bad">{t('pool.suspended')}</Tag>}</span> },
    {
      key: 'state',
      title: t('pool.state'),
      cell: (row) => (
        <span className={look.state}>
          <Tag tone={tones[row.state]}>{t(`pool.states.${row.state}`)}</Tag>
          {row.since && row.state !== 'offline' && (
            <span>
              {t('pool.since')} <TimeText at={row.since} style="time" />
            </span>
          )}
        </span>
      ),
    },
    { key: 'brand', title: t('pool.shift'), cell: (row) => row.brand_name || '–' },
    { key: 'load', title: t('pool.load'), align: 'end', cell: (row) => <span className="num">{row.load} / {row.capacity}</span> },
    { key: 'reliability', title: t('pool.reliability'), align: 'end', cell: (row) => <ShareText bp={row.reliability_bp} /> },
    { key: 'certificates', title: t('pool.certificates'), cell: (row) => (row.certificates.length === 0 ? '–' : <TagList tags={row.certificates.map((slug) => ({ key: slug, text: slug, tone: 'good' as const }))} />) },
    {
      key: 'tags',
      title: t('pool.tags'),
      cell: (row) => (
        <TagList tags={[...row.tags.slice(0, mostTags).map((tag) => ({ key: tag, text: tag })), ...(row.tags.length > mostTags ? [{ key: '+', text: `+${row.tags.length - mostTags}` }] : [])]} />
      ),
    },
    { key: 'act', title: t('pool.act'), align: 'end', cell: (row) => <Suspend who={row} again={again} /> },
  ]
}
