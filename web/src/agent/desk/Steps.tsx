import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Tag } from '@/ui'
import desk from './Desk.module.css'
import type { Acting } from './useAct'
import { inWords, type Hints, type Possible, type Step } from './wire'

const marks: Record<Step['state'], string> = { done: '✓', next: '→', skipped: '↷', todo: '○', blocked: '✕' }

/** The procedure in force: each step with its evidence, and what may be done now. */
export function Steps({ track, act }: { track: NonNullable<Hints['track']>; act: Acting }) {
  const { t, i18n } = useTranslation('agent')
  const say = (words: Parameters<typeof inWords>[0]) => inWords(words, i18n.language)
  return (
    <section>
      <h2>
        {t('desk.steps')} <span className={desk.faint}>{`${say(track.title)} v${track.version}`}</span>
      </h2>
      <ol className={desk.steps}>
        {track.steps.map((step) => (
          <li key={step.id} data-state={step.state} aria-current={step.state === 'next' ? 'step' : undefined}>
            <span className={desk.mark} aria-hidden>
              {marks[step.state]}
            </span>
            <div>
              <span className="unseen">{t(`desk.stepStates.${step.state}`)}</span>
              <p>{step.action ? t(`desk.actions.${step.action}`, step.action) : say(step.text)}</p>
              {step.failed?.map((one) => (
                <p key={one.guard} className={desk.bad}>
                  {say(one.because)}
                </p>
              ))}
              {step.state === 'done' && step.evidence?.some((one) => one.what) && <p className={desk.faint}>{step.evidence.map((one) => [t(`desk.by.${one.by}`, one.by), one.what].filter(Boolean).join(': ')).join(' · ')}</p>}
            </div>
          </li>
        ))}
      </ol>
      <ul className={desk.actions}>
        {track.actions.map((one) => (
          <li key={one.name}>
            <Button size="small" type={one.allowed ? 'primary' : 'default'} disabled={!one.allowed || one.done} onClick={() => act.ask(one)}>
              {t(`desk.actions.${one.name}`, one.name)}
            </Button>
            {one.done && <Tag tone="good">{t('desk.done')}</Tag>}
            {!one.allowed && !one.done && (
              <p className={desk.faint}>
                {one.failed.map((failed) => say(failed.because)).join('；')}
                {one.missing.length > 0 && one.failed.length === 0 && t('desk.missing', { what: one.missing.map((each) => say(each.ask) || each.fact).join(' ') })}
              </p>
            )}
          </li>
        ))}
      </ul>
      {act.open && <Confirm act={act} one={act.open} />}
    </section>
  )
}

/** What is about to be done, in the words the shopper gets; the agent says yes. */
function Confirm({ act, one }: { act: Acting; one: Possible }) {
  const { t } = useTranslation('agent')
  return (
    <div className={desk.confirm} role="group" aria-label={t('desk.confirm')}>
      <p>{one.confirm ?? t('desk.confirmPlain', { what: t(`desk.actions.${one.name}`, one.name), order: one.order_id ?? '' })}</p>
      {act.refused.map((why) => (
        <p key={why} className={desk.bad} role="alert">
          {why}
        </p>
      ))}
      <div className={desk.offerFoot}>
        <Button size="small" onClick={act.drop}>
          {t('desk.notNow')}
        </Button>
        <Button size="small" type="primary" autoFocus loading={act.busy} onClick={() => void act.go()}>
          {t('desk.doIt')}
        </Button>
      </div>
    </div>
  )
}
