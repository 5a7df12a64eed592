import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel, TagList } from '@/ui'
import type { Handoff } from './chats'
import look from './chats.module.css'
import { useWords } from './useWords'

/** What the bot told the person, so that nothing had to be asked twice. */
export function HandoffCard({ handoff, need }: { handoff: Handoff; need: string[] }) {
  const { t } = useTranslation('insight')
  const word = useWords()
  const facts = Object.entries(handoff.sop?.facts_collected ?? {})
  return (
    <Panel title={t('handoff.title')} note={word('reason', handoff.reason)}>
      {handoff.bot_summary && <p className={look.summary}>{handoff.bot_summary}</p>}
      <dl className={look.facts}>
        <Pair of={t('handoff.priority')}>{handoff.priority}</Pair>
        <Pair of={t('handoff.rule')}>{handoff.rule_id && <code>{handoff.rule_id}</code>}</Pair>
        <Pair of={t('handoff.who')}>{handoff.identity && t(handoff.identity.verified ? 'handoff.verified' : 'handoff.unverified')}</Pair>
        <Pair of={t('handoff.order')}>{handoff.order?.id && `${handoff.order.id} · ${handoff.order.status ?? ''}`}</Pair>
        <Pair of={t('handoff.question')}>{handoff.open_question}</Pair>
        <Pair of={t('handoff.procedure')}>{handoff.sop?.id && `${handoff.sop.id} · ${handoff.sop.step_reached ?? ''}`}</Pair>
        {facts.map(([name, value]) => (
          <Pair key={name} of={name}>
            {typeof value === 'string' ? value : JSON.stringify(value)}
          </Pair>
        ))}
      </dl>
      {need.length > 0 && <TagList label={t('handoff.need')} tags={need.map((tag) => ({ key: tag, text: tag, tone: 'accent' as const }))} />}
    </Panel>
  )
}

function Pair({ of, children }: { of: string; children: ReactNode }) {
  if (children === undefined || children === null || children === '' || children === false) return null
  return (
    <div className={look.pair}>
      <dt>{of}</dt>
      <dd>{children}</dd>
    </div>
  )
}
