import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, Choice, CountText, Empty, PageHead, Panel, Rows, Tag, TagList, TimeText, type Column } from '@/ui'
import { fits, type Article, type Filter } from './article'
import { Gaps } from './Gaps'
import look from './knowledge.module.css'
import { Proposals } from './Proposals'

const tabs = ['articles', 'gaps', 'proposals'] as const

/** What the bot and the copilot answer from: articles in versions, questions that nothing answers, proposals that wait for a yes. */
export default function Knowledge() {
  const { t } = useTranslation('brand')
  const search = useSearch({ strict: false }) as { tab?: string }
  const go = useNavigate()
  const tab = tabs.find((one) => one === search.tab) ?? 'articles'
  return (
    <>
      <PageHead
        title={t('knowledge.title')}
        lead={t('knowledge.lead')}
        actions={
          <>
            <Button onClick={() => void go({ to: '/brand/knowledge/pack' })}>{t('knowledge.fromPack')}</Button>
            <Button onClick={() => void go({ to: '/brand/knowledge/bring' })}>{t('knowledge.bring')}</Button>
            <Button type="primary" onClick={() => void go({ to: '/brand/knowledge/new' })}>
              {t('knowledge.write')}
            </Button>
          </>
        }
      />
      <div className={look.tabs}>
        <Choice label={t('knowledge.tabs')} value={tab} onChange={(to) => void go({ to: '/brand/knowledge', search: { tab: to } as never, replace: true })} options={tabs.map((value) => ({ value, text: t(`knowledge.${value}`) }))} />
      </div>
      {tab === 'articles' && <Articles />}
      {tab === 'gaps' && <Gaps />}
      {tab === 'proposals' && <Proposals />}
    </>
  )
}

function Articles() {
  const { t } = useTranslation('brand')
  const [filter, setFilter] = useState<Filter>({})
  const asked = useDeferredValue(filter)
  const query = useQuery({ queryKey: ['/brand/articles'], queryFn: ({ signal }) => api.get<{ items: Article[] }>('/brand/articles', { signal }) })
  const tags = [...new Set((query.data?.items ?? []).flatMap((one) => one.tags ?? []))].sort()
  const columns = useColumns()
  return (
    <Panel>
      <div className={look.filters}>
        <Input.Search allowClear aria-label={t('knowledge.search')} placeholder={t('knowledge.search')} onChange={(typed) => setFilter({ ...filter, q: typed.target.value })} />
        <Select allowClear showSearch aria-label={t('knowledge.tag')} placeholder={t('knowledge.tag')} onChange={(tag?: string) => setFilter({ ...filter, tag })} options={tags.map((tag) => ({ value: tag, label: tag }))} />
        <Select allowClear aria-label={t('knowledge.lang')} placeholder={t('knowledge.lang')} onChange={(lang?: string) => setFilter({ ...filter, lang })} options={(['zh', 'en'] as const).map((lang) => ({ value: lang, label: t(`knowledge.langs.${lang}`) }))} />
      </div>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('knowledge.none')} hint={t('knowledge.noneHint')} action={<Link to="/brand/data">{t('knowledge.bring')}</Link>} />}>
        {(found) => {
          const shown = found.items.filter((one) => fits(one, asked))
          return (
            <>
              {shown.length === 0 ? <Empty title={t('knowledge.noneFits')} /> : <Rows rows={shown} columns={columns} rowKey={(row) => row.id} caption={t('knowledge.articles')} to={(row) => `/brand/knowledge/${encodeURIComponent(row.id)}`} />}
              <p className={look.count} role="status">
                {t('knowledge.count')} <CountText n={shown.length} /> / <CountText n={found.items.length} />
              </p>
            </>
          )
        }}
      </Async>
    </Panel>
  )
}

function useColumns(): Column<Article>[] {
  const { t } = useTranslation('brand')
  return [
    { key: 'title', title: t('knowledge.name'), cell: (row) => row.title },
    { key: 'lang', title: t('knowledge.lang'), cell: (row) => t(`knowledge.langs.${row.lang}`) },
    { key: 'tags', title: t('knowledge.tag'), cell: (row) => <TagList tags={(row.tags ?? []).map((tag) => ({ key: tag, text: tag }))} /> },
    {
      key: 'valid',
      title: t('knowledge.valid'),
      cell: (row) => {
        const is = row.validity ?? 'now'
        return <Tag tone={is === 'now' ? 'good' : is === 'later' ? 'primary' : 'warn'}>{t(`knowledge.validity.${is}`)}</Tag>
      },
    },
    { key: 'version', title: t('knowledge.version'), align: 'end', cell: (row) => <CountText n={row.version} /> },
    { key: 'at', title: t('knowledge.at'), cell: (row) => <TimeText at={row.at} style="date" /> },
  ]
}
