import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { PageHead } from '@/ui'
import { ArticleForm } from './ArticleForm'
import { draftOf } from './article'

/** A new article, from nothing or for a question that nothing answered. */
export default function NewArticle() {
  const { t } = useTranslation('brand')
  const { question } = useSearch({ strict: false }) as { question?: string }
  const go = useNavigate()
  return (
    <>
      <PageHead title={t('knowledge.write')} trail={[{ label: t('knowledge.title'), to: '/brand/knowledge' }]} />
      <ArticleForm fresh first={draftOf(undefined, question)} onDone={(id) => void go({ to: `/brand/knowledge/${encodeURIComponent(id)}` })} onLeave={() => void go({ to: '/brand/knowledge' })} />
    </>
  )
}
