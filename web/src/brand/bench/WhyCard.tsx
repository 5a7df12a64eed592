import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWords } from '@/insight/useWords'
import { Panel, ShareText, Tag, TagList, type Tone } from '@/ui'
import look from './Bench.module.css'
import { because, familyOf, sourceOf, type Candidate, type Citation, type Reply } from './shape'

const moods: Record<string, Tone> = { positive: 'good', negative: 'warn', angry: 'bad' }

/** What led to one answer: the road taken, how sure it was, what it rests on, and what the guard said. */
export function WhyCard({ reply, question, subjects }: { reply: Reply; question: string; subjects: Map<string, string> }) {
  const { t, i18n } = useTranslation('brand')
  const word = useWords()
  const { why } = reply
  const failed = why.failed ?? []
  const parts = why.parts ?? []
  const others = (why.candidates ?? []).filter((one) => one.intent !== reply.intent && one.confidence >= 0.01)
  const alike = (why.candidates ?? []).filter((one) => one.alike)
  const guarded = [...(why.guard_in ?? []).map((rule) => ({ rule, of: 'in' })), ...(why.guard_out ?? []).map((rule) => ({ rule, of: 'out' }))]
  return (
    <Panel title={t('bench.why')} note={t('bench.whyOf', { question })}>
      <dl className={look.facts}>
        <Pair of={t('bench.path')}>
          <Tag tone={reply.handoff ? 'warn' : 'primary'}>{word('path', why.path)}</Tag>
        </Pair>
        {parts.length > 0 ? (
          <Pair of={t('bench.parts')}>
            {parts.map((part, i) => (
              <div key={i} className={look.part}>
                <q>{part.text}</q> <Tag tone={part.path === 'handoff' || part.path === 'clarify' ? 'warn' : 'primary'}>{word('path', part.path)}</Tag>
                <Sure one={part} subjects={subjects} strong />
              </div>
            ))}
          </Pair>
        ) : (
          <Pair of={t('bench.intent')}>
            <Sure one={{ intent: reply.intent, title: reply.title, confidence: reply.confidence }} subjects={subjects} strong />
          </Pair>
        )}
        {parts.length === 0 && others.length > 0 && (
          <Pair of={t('bench.also')}>
            {others.slice(0, 3).map((one) => (
              <Sure key={one.intent} one={one} subjects={subjects} />
            ))}
          </Pair>
        )}
        {alike.length > 0 && (
          <Pair of={t('bench.alike')}>
            {alike.map((one) => (
              <Sure key={one.intent} one={{ ...one, confidence: one.alike ?? 0 }} subjects={subjects} />
            ))}
          </Pair>
        )}
        {why.context && <Pair of={t('bench.context')}>{why.context}</Pair>}
        <Pair of={t('bench.mood')}>
          <Tag tone={moods[reply.sentiment] ?? 'plain'}>{t(`bench.moods.${reply.sentiment}`)}</Tag>
        </Pair>
        {reply.tags.length > 0 && (
          <Pair of={t('bench.tags')}>
            <TagList tags={reply.tags.map((tag) => ({ key: tag, text: i18n.exists(`bench.tag.${tag}`, { ns: 'brand' }) ? t(`bench.tag.${tag}`) : tag, tone: 'accent' }))} />
          </Pair>
        )}
        {reply.actions.length > 0 && <Pair of={t('bench.did')}>{reply.actions.map((act) => word('action', act.name)).join(' · ')}</Pair>}
        {failed.length > 0 && (
          <Pair of={t('bench.failed')}>
            <ul className={look.list}>
              {failed.map((one) => (
                <li key={one.guard}>
                  {because(one.because, i18n.language)} <code>{one.guard}</code>
                </li>
              ))}
            </ul>
          </Pair>
        )}
        {guarded.length > 0 && (
          <Pair of={t('bench.guard')}>
            <ul className={look.list}>
              {guarded.map(({ rule, of }) => (
                <li key={of + rule}>
                  <Tag tone={of === 'out' ? 'bad' : 'warn'}>{t(`bench.guarded.${of}`)}</Tag> {t(`bench.rules.${familyOf(rule)}`, rule)} <code>{rule}</code>
                </li>
              ))}
            </ul>
          </Pair>
        )}
        {why.phrasing && <Pair of={t('bench.phrasing')}>{word('wording', why.phrasing)}</Pair>}
        {why.gap && <Pair of={t('bench.gap')}>{t('bench.gapText')}</Pair>}
      </dl>
      <Sources list={reply.citations} />
    </Panel>
  )
}

function Pair({ of, children }: { of: string; children: ReactNode }) {
  return (
    <div className={look.pair}>
      <dt>{of}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** An intent with how sure the bot is of it, as a bar and in figures. */
function Sure({ one, subjects, strong = false }: { one: Candidate; subjects: Map<string, string>; strong?: boolean }) {
  const { t, i18n } = useTranslation('brand')
  const word = useWords()
  const share = Math.min(1, Math.max(0, one.confidence))
  // In the reader's language where there is a word; else as the bot calls it, in the language of the question.
  const name = subjects.get(one.intent) ?? (i18n.exists(`intent.${one.intent}`, { ns: 'insight' }) ? word('intent', one.intent) : one.title || word('intent', one.intent))
  return (
    <div className={look.sure} data-strong={strong}>
      <span>{name}</span>
      <ShareText bp={Math.round(share * 10_000)} digits={0} />
      <meter min={0} max={1} value={share} aria-label={t('bench.sure', { intent: name })} />
    </div>
  )
}

function Sources({ list }: { list: Citation[] }) {
  const { t } = useTranslation('brand')
  const word = useWords()
  return (
    <section className={look.sources}>
      <h3>{t('bench.sources')}</h3>
      {list.length === 0 && <p>{t('bench.noSources')}</p>}
      <ul>
        {list.map((one, i) => (
          <li key={i}>
            <Tag tone="primary">{word('source', sourceOf(one))}</Tag> {one.title}
            {one.version ? ` · ${t('bench.version', { n: one.version })}` : ''}
            {one.quote && sourceOf(one) === 'article' && <q>{one.quote}</q>}
            {one.source && sourceOf(one) === 'article' && <small>{one.source}</small>}
          </li>
        ))}
      </ul>
    </section>
  )
}
