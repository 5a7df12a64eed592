import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Empty, Panel } from '@/ui'
import type { Gap } from './article'
import look from './knowledge.module.css'

/** What was asked and nothing answered, most asked first; each is an article to be written. */
export function Gaps() {
  const { t } = useTranslation('brand')
  const query = useQuery({ queryKey: ['/brand/gaps'], queryFn: ({ signal }) => api.get<{ items: Gap[] }>('/brand/gaps', { signal }) })
  return (
    <Panel note={t('knowledge.gapsNote')} title={t('knowledge.gaps')}>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('knowledge.noGaps')} hint={t('knowledge.noGapsHint')} />}>
        {(found) => (
          <ol className={look.cards}>
            {found.items.map((gap) => (
              <li key={gap.example} className={look.card}>
                <div>
                  <strong>{gap.example}</strong>
                  <p>
                    {t('knowledge.askedIn')} <CountText n={gap.chats} />
                    {gap.nearest && (
                      <>
                        {' · '}
                        {t('knowledge.nearest')} <Link to={`/brand/knowledge/${encodeURIComponent(gap.nearest)}`}>{gap.nearest}</Link>
                      </>
                    )}
                  </p>
                  {gap.texts.length > 1 && (
                    <details>
                      <summary>{t('knowledge.phrasings', { count: gap.texts.length })}</summary>
                      <ul>{gap.texts.map((text, i) => <li key={i}>{text}</li>)}</ul>
                    </details>
                  )}
                </div>
                <Link to="/brand/knowledge/new" search={{ question: gap.example } as never}>
                  {t('knowledge.writeFor')}
                </Link>
              </li>
            ))}
          </ol>
        )}
      </Async>
    </Panel>
  )
}
