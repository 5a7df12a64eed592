import { useTranslation } from 'react-i18next'
import { Attachments, ShareText, Tag, TimeText } from '@/ui'
import { nobody, type Message, type Replay } from './chats'
import look from './chats.module.css'
import { useWords } from './useWords'

/** What was said, in order; under the bot's words why it said them. */
export function Talk({ replay, subjects }: { replay: Replay; subjects?: Map<string, string> | undefined }) {
  const { t } = useTranslation('insight')
  return (
    <ol className={look.talk}>
      {replay.messages.map((message) => (
        <li key={message.seq} data-author={message.author}>
          <div className={look.who}>
            <strong>{message.author === 'agent' && message.agent_id !== nobody ? replay.agents[message.agent_id] || t('author.agent') : t(`author.${message.author}`)}</strong>
            <TimeText at={message.at} style="time" />
            {message.why?.sentiment && <MoodTag label={message.why.sentiment} />}
          </div>
          {message.text && <p className={look.said}>{message.text}</p>}
          {message.images && message.images.length > 0 && <p className={look.note}>{t('replay.pictures', { count: message.images.length })}</p>}
          <Attachments ids={message.images} />
          {message.choices && message.choices.length > 0 && <p className={look.note}>{t('replay.offered')} {message.choices.join(' / ')}</p>}
          <Sources message={message} />
          <Done message={message} />
          {message.why && message.author === 'bot' && <Why message={message} subjects={subjects} />}
        </li>
      ))}
    </ol>
  )
}

function MoodTag({ label }: { label: string }) {
  const word = useWords()
  if (label === 'neutral') return null
  return <Tag tone={label === 'positive' || label === 'happy' ? 'good' : 'bad'}>{word('felt', label)}</Tag>
}

function Sources({ message }: { message: Message }) {
  const { t } = useTranslation('insight')
  const word = useWords()
  const sources = message.citations ?? []
  if (sources.length === 0) return null
  return (
    <ul className={look.sources} aria-label={t('replay.sources')}>
      {sources.map((source) => (
        <li key={`${source.source}/${source.id}/${source.title}`}>
          <Tag tone="primary">{word('source', source.source)}</Tag> {source.title}
          {source.version ? ` · ${t('replay.version', { n: source.version })}` : ''}
          {source.quote && <q>{source.quote}</q>}
        </li>
      ))}
    </ul>
  )
}

function Done({ message }: { message: Message }) {
  const { t } = useTranslation('insight')
  const word = useWords()
  const acts = message.actions
  if (!Array.isArray(acts) || acts.length === 0) return null
  return (
    <ul className={look.sources} aria-label={t('replay.done')}>
      {acts.map((act, i) => (
        <li key={i}>
          <Tag tone="good">{t('replay.did')}</Tag> {word('action', act.name)}
          {act.result && <code>{JSON.stringify(act.result)}</code>}
        </li>
      ))}
    </ul>
  )
}

function wordsOf(said: string | { zh?: string; en?: string } | undefined, language: string): string {
  if (typeof said !== 'object') return said ?? ''
  return (language === 'en' ? said.en || said.zh : said.zh || said.en) ?? ''
}

function Why({ message, subjects }: { message: Message; subjects: Map<string, string> | undefined }) {
  const { t, i18n } = useTranslation('insight')
  const word = useWords()
  const told = message.why!
  const led = told.why ?? {}
  const parts = led.parts ?? []
  // In the reader's language where there is a word, else as the bot said it.
  const named = (intent: string, title?: string) => subjects?.get(intent) ?? (i18n.exists(`intent.${intent}`, { ns: 'insight' }) ? word('intent', intent) : title || word('intent', intent))
  return (
    <details className={look.why}>
      <summary>{t('why.title')}</summary>
      <dl className={look.facts}>
        {led.path && <Pair of={t('why.path')} is={word('path', led.path)} />}
        {parts.map((part, i) => (
          <div key={i} className={look.pair}>
            <dt>{t('why.part', { n: i + 1 })}</dt>
            <dd>
              <q>{part.text}</q> <Tag>{word('path', part.path)}</Tag> {named(part.intent, part.title)} <ShareText bp={Math.round(part.confidence * 10_000)} digits={0} />
            </dd>
          </div>
        ))}
        {parts.length === 0 && told.intent && (
          <div className={look.pair}>
            <dt>{t('why.intent')}</dt>
            <dd>
              {named(told.intent, led.candidates?.find((one) => one.intent === told.intent)?.title)} {told.confidence !== undefined && <ShareText bp={Math.round(told.confidence * 10_000)} digits={0} />}
            </dd>
          </div>
        )}
        {parts.length === 0 && led.candidates && led.candidates.length > 1 && (
          <div className={look.pair}>
            <dt>{t('why.also')}</dt>
            <dd>
              {led.candidates.slice(1, 4).map((one) => (
                <span key={one.intent} className={look.candidate}>
                  {named(one.intent, one.title)} <ShareText bp={Math.round(one.confidence * 10_000)} digits={0} />
                </span>
              ))}
            </dd>
          </div>
        )}
        {led.context && <Pair of={t('why.context')} is={led.context} />}
        {led.failed && led.failed.length > 0 && <Pair of={t('why.failed')} is={led.failed.map((one) => wordsOf(one.because, i18n.language) || one.guard).join(' · ')} />}
        {led.phrasing && <Pair of={t('why.wording')} is={word('wording', led.phrasing)} />}
        {led.before && <Pair of={t('why.before')} is={led.before} />}
        {led.guard_in && led.guard_in.length > 0 && <Pair of={t('why.guardIn')} is={led.guard_in.join(', ')} />}
        {led.guard_out && led.guard_out.length > 0 && <Pair of={t('why.guardOut')} is={led.guard_out.join(', ')} />}
        {led.gap && <Pair of={t('why.gap')} is={t('why.gapYes')} />}
      </dl>
    </details>
  )
}

function Pair({ of, is }: { of: string; is: string }) {
  return (
    <div className={look.pair}>
      <dt>{of}</dt>
      <dd>{is}</dd>
    </div>
  )
}
