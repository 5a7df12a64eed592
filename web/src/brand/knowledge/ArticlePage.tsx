import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, confirm, PageHead, Panel, TagList, TimeText, toast } from '@/ui'
import { ArticleForm } from './ArticleForm'
import { draftOf, type Article } from './article'
import look from './knowledge.module.css'
import { Markdown } from './Markdown'
import { Versions } from './Versions'

/** One article: read, write its next version, take it out of force. */
export default function ArticlePage() {
  const { t } = useTranslation('brand')
  const { id } = useParams({ strict: false }) as { id: string }
  const [writing, setWriting] = useState(false)
  const query = useQuery({ queryKey: ['/brand/articles', id], queryFn: ({ signal }) => api.get<Article>(`/brand/articles/${encodeURIComponent(id)}`, { signal }) })
  const retire = useRetire(id)
  return (
    <>
      <PageHead
        title={query.data?.title ?? t('knowledge.article')}
        trail={[{ label: t('knowledge.title'), to: '/brand/knowledge' }]}
        actions={
          query.data &&
          !writing && (
            <>
              <Button danger loading={retire.isPending} onClick={() => void retire.ask()}>
                {t('knowledge.retire')}
              </Button>
              <Button type="primary" onClick={() => setWriting(true)}>
                {t('knowledge.edit')}
              </Button>
            </>
          )
        }
      />
      <Async query={query}>
        {(article) =>
          writing ? (
            <ArticleForm first={draftOf(article)} onDone={() => setWriting(false)} onLeave={() => setWriting(false)} />
          ) : (
            <>
            <Panel>
              <TagList tags={[{ key: 'lang', text: t(`knowledge.langs.${article.lang}`), tone: 'primary' as const }, ...(article.tags ?? []).map((tag) => ({ key: tag, text: tag }))]} />
              <Markdown text={article.body} />
              <Known article={article} />
            </Panel>
            <Versions id={id} now={article.version} />
            </>
          )
        }
      </Async>
    </>
  )
}

function useRetire(id: string) {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const go = useNavigate()
  const retire = useMutation({
    mutationFn: () => api.del(`/brand/articles/${encodeURIComponent(id)}`),
    onSuccess: () => {
      toast({ text: t('knowledge.retired') })
      void known.invalidateQueries({ queryKey: ['/brand/articles'] })
      void go({ to: '/brand/knowledge' })
    },
    onError: () => toast({ text: t('knowledge.retireFailed'), tone: 'bad' }),
  })
  const ask = async () => {
    if (await confirm({ title: t('knowledge.retireAsk'), text: t('knowledge.retireText'), yes: t('knowledge.retire'), danger: true })) retire.mutate()
  }
  return { isPending: retire.isPending, ask }
}

function Known({ article }: { article: Article }) {
  const { t } = useTranslation('brand')
  return (
    <dl className={look.facts}>
      <dt>{t('knowledge.version')}</dt>
      <dd>{article.version}</dd>
      <dt>{t('knowledge.at')}</dt>
      <dd>
        <TimeText at={article.at} />
      </dd>
      {article.source && (
        <>
          <dt>{t('knowledge.source')}</dt>
          <dd>{article.source}</dd>
        </>
      )}
      {article.intent && (
        <>
          <dt>{t('knowledge.intent')}</dt>
          <dd>{article.intent}</dd>
        </>
      )}
      {(article.valid_from || article.valid_till) && (
        <>
          <dt>{t('knowledge.valid')}</dt>
          <dd>
            {article.valid_from && <TimeText at={article.valid_from} />} – {article.valid_till && <TimeText at={article.valid_till} />}
          </dd>
        </>
      )}
      {article.questions && article.questions.length > 0 && (
        <>
          <dt>{t('knowledge.questions')}</dt>
          <dd>{article.questions.join(' / ')}</dd>
        </>
      )}
    </dl>
  )
}
