import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { announce, Async, Empty, FaultFace, Panel, Tag, TimeText, toast } from '@/ui'
import type { Article } from './article'
import { Effect } from './Effect'
import look from './knowledge.module.css'
import { Markdown } from './Markdown'

/** Articles that something proposed and a person decides on; nothing is answered from before the yes. */
export function Proposals() {
  const { t } = useTranslation('brand')
  const query = useQuery({ queryKey: ['/brand/proposals'], queryFn: ({ signal }) => api.get<{ items: Article[] }>('/brand/proposals', { signal }) })
  return (
    <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Panel><Empty title={t('knowledge.noProposals')} hint={t('knowledge.noProposalsHint')} /></Panel>}>
      {(found) => (
        <div className={look.cards}>
          {found.items.map((one, at) => (
            <Proposal key={`${one.id}/${one.version}`} article={one} measuredAtOnce={at < measuredFirst} />
          ))}
        </div>
      )}
    </Async>
  )
}

/** What these would change is measured as they come; of the others, when somebody asks: each is a training. */
const measuredFirst = 3

function Proposal({ article, measuredAtOnce }: { article: Article; measuredAtOnce: boolean }) {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const [measured, setMeasured] = useState(measuredAtOnce)
  const decide = useMutation({
    mutationFn: (approve: boolean) => api.post(`/brand/proposals/${encodeURIComponent(article.id)}/${article.version}`, { approve }),
    onSuccess: (_, approve) => {
      const text = t(approve ? 'knowledge.approved' : 'knowledge.rejected', { title: article.title })
      toast({ text, tone: 'good' })
      announce(text)
    },
    onSettled: () => {
      void known.invalidateQueries({ queryKey: ['/brand/proposals'] })
      void known.invalidateQueries({ queryKey: ['/brand/articles'] })
    },
  })
  return (
    <Panel
      title={article.title}
      extra={
        <span className={look.row}>
          <Tag>{t(`knowledge.langs.${article.lang}`)}</Tag>
          <TimeText at={article.at} />
        </span>
      }
    >
      <Markdown text={article.body} />
      {article.questions && article.questions.length > 0 && <p className={look.why}>{t('knowledge.questions')}: {article.questions.join(' / ')}</p>}
      {article.why && <p className={look.why}>{provenance(article.why, t)}</p>}
      {measured ? <Effect id={article.id} version={article.version} /> : <Button type="link" onClick={() => setMeasured(true)}>{t('knowledge.effect.show')}</Button>}
      <div className={look.foot}>
        <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate(true)}>
          {t('knowledge.approve')}
        </Button>
        <Button disabled={decide.isPending} onClick={() => decide.mutate(false)}>
          {t('knowledge.reject')}
        </Button>
      </div>
      {decide.isError && <FaultFace thrown={asFault(decide.error)} />}
    </Panel>
  )
}

/** Where a proposal came from, in words; what the program wrote itself is read, the rest is shown as it is. */
function provenance(why: string, t: TFunction<'brand'>): string {
  const counted = /learned: chats=(\d+) answers=(\d+)[^\n]*/.exec(why)
  if (!counted) return why.replace(/^brought: (\w+)/, (_, kind: string) => t(`knowledge.bringing.kinds.${kind}` as 'knowledge.bringing.kinds.csv'))
  const said = t('knowledge.learned', { chats: counted[1], answers: counted[2] })
  const was = /changed by an agent, was: ([\s\S]*)/.exec(why)?.[1]
  return was ? `${said}\n${t('knowledge.changedFrom', { was })}` : said
}
