import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel, TagList } from '@/ui'
import type { Handoff } from './chats'
import look from './chats.module.css'
import { plainly, useRuleWord, useSkillWord, useWords } from './useWords'

/** What the bot told the person, so that nothing had to be asked twice. */
export function HandoffCard({ handoff, need, subjects }: { handoff: Handoff; need: string[]; subjects?: Map<string, string> | undefined }) {
  const { t, i18n } = useTranslation('insight')
  const word = useWords()
  const ruled = useRuleWord()
  const skilled = useSkillWord()
  const known = (of: string, code: string) => (i18n.exists(`${of}.${code}`, { ns: 'insight' }) ? t(`${of}.${code}`) : of === 'fact' ? plainly(code) : code)
  const told = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : known('value', String(value)))
  const facts = Object.entries(handoff.sop?.facts_collected ?? {})
  const maybe = handoff.intent?.id === 'none' ? (handoff.intent.alternatives ?? []).filter((one, _, all) => (all[0]?.confidence ?? 0) >= 0.2 && one.confidence >= 0.6 * (all[0]?.confidence ?? 0)) : []
  return (
    <Panel title={t('handoff.title')} note={word('reason', handoff.reason)}>
      {handoff.bot_summary && <p className={look.summary}>{handoff.bot_summary}</p>}
      <dl className={look.facts}>
        <Pair of={t('handoff.priority')}>{handoff.priority}</Pair>
        <Pair of={t('handoff.rule')}>{handoff.rule_id && <span title={handoff.rule_id}>{ruled(handoff.rule_id)}</span>}</Pair>
        <Pair of={t('handoff.who')}>{handoff.identity && t(handoff.identity.verified ? 'handoff.verified' : 'handoff.unverified')}</Pair>
        <Pair of={t('handoff.order')}>{handoff.order?.id && [handoff.order.id, handoff.order.status && word('orderState', handoff.order.status)].filter(Boolean).join(' · ')}</Pair>
        <Pair of={t('handoff.mood')}>{handoff.sentiment?.now && handoff.sentiment.now !== 'neutral' && word('felt', handoff.sentiment.now)}</Pair>
        <Pair of={t('handoff.maybe')}>{maybe.map((one) => subjects?.get(one.intent) ?? (one.title || word('intent', one.intent))).join(t('handoff.or'))}</Pair>
        <Pair of={t('handoff.question')}>{handoff.open_question}</Pair>
        <Pair of={t('handoff.procedure')}>{handoff.sop?.id && <span title={[handoff.sop.id, handoff.sop.step_reached].filter(Boolean).join(' · ')}>{subjects?.get(handoff.sop.id) ?? plainly(handoff.sop.id)}</span>}</Pair>
        <Pair of={t('handoff.done')}>{(handoff.actions_done ?? []).map((act) => word('action', act.name)).join(' · ')}</Pair>
        {facts.map(([name, value]) => (
          <Pair key={name} of={known('fact', name)}>
            {told(value)}
          </Pair>
        ))}
      </dl>
      {need.length > 0 && <TagList label={t('handoff.need')} tags={need.map((tag) => ({ key: tag, text: skilled(tag), tone: 'accent' as const }))} />}
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
