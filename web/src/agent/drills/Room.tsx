import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import { announce, Choice, confirm, PageHead, Tag, useShortcut } from '@/ui'
import { useSettings } from '../certificates/useSettings'
import look from './Drills.module.css'
import { Facts } from './Facts'
import { RoundTabs } from './Round'
import { said, type Drill } from './shape'
import { Talk } from './Talk'
import { Timer } from './Timer'

type View = 'talk' | 'facts'

/** The drill room: the simulated shopper, what is known, and the time. */
export function Room({ drill, onDrill }: { drill: Drill; onDrill: (next: Drill) => void }) {
  const { t, i18n } = useTranslation('agent')
  const [view, setView] = useState<View>('talk')
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState('')
  const key = useRef(newKey())
  const pasted = useRef(0)
  const set = useSettings()
  const field = useRef<HTMLTextAreaElement>(null)
  const say = useMutation({
    mutationFn: (words: string) => api.post<Drill>(`/agent/drills/${drill.id}/messages`, { key: key.current, text: words, pasted: pasted.current }, { key: key.current }),
    onSuccess: (next) => {
      key.current = newKey()
      pasted.current = 0
      setText('')
      setTrouble('')
      onDrill(next)
      const last = next.messages.at(-1)
      // The log itself is a live region; who reads by ear hears the end of a drill, too.
      if (last?.author === 'shopper' || set('screen_reader')) announce(last?.text ?? '')
      field.current?.focus()
    },
    onError: (thrown) => setTrouble(t(`drills.faults.${asFault(thrown).code}`, t('drills.faults.other'))),
  })
  const finish = useMutation({
    mutationFn: () => api.post<Drill>(`/agent/drills/${drill.id}/finish`),
    onSuccess: onDrill,
    onError: (thrown) => setTrouble(t(`drills.faults.${asFault(thrown).code}`, t('drills.faults.other'))),
  })
  const end = async () => {
    if (await confirm({ title: t('drills.endTitle'), text: t('drills.endText'), yes: t('drills.end') })) finish.mutate()
  }
  useShortcut('e', t('drills.end'), () => void end())
  useShortcut('r', t('drills.write'), () => field.current?.focus())
  useEffect(() => field.current?.focus(), [])
  const send = () => {
    if (text.trim() && !say.isPending) say.mutate(text.trim())
  }
  return (
    <>
      <PageHead
        title={said(drill.title, i18n.language)}
        lead={t('drills.roomLead', { brand: drill.brand_name, edition: drill.edition })}
        trail={[{ label: t('drills.title'), to: '/agent/drills' }]}
        actions={
          <>
            {!drill.unhurried && <Timer leftMs={drill.left_ms} quiet={set('screen_reader')} />}
            <Button loading={finish.isPending} onClick={() => void end()}>
              {t('drills.end')}
            </Button>
          </>
        }
      />
      <div className={look.switcher}>
        <Choice<View> label={t('drills.view')} value={view} onChange={setView} options={[{ value: 'talk', text: t('drills.views.talk') }, { value: 'facts', text: t('drills.views.facts') }]} />
      </div>
      {drill.round && <RoundTabs round={drill.round} here={drill.id} />}
      {drill.policy_changed && <p className={look.changed}>{t('drills.changedMidway')}</p>}
      <div className={look.room} data-view={view} data-linear={set('screen_reader') || undefined}>
        <section className={look.talk} aria-label={t('drills.views.talk')}>
          <header className={look.talkHead}>
            <strong>{drill.scenario.persona.name}</strong>
            <Tag>{t('drills.simulated')}</Tag>
            <Tag>{t('drills.level', { n: drill.level })}</Tag>
            {drill.unhurried && <Tag tone="primary">{t('drills.unhurried')}</Tag>}
            {drill.extra_time && !drill.unhurried && <Tag tone="primary">{t('drills.extraTime')}</Tag>}
          </header>
          <Talk messages={drill.messages} name={drill.scenario.persona.name} waiting={say.isPending ? say.variables : undefined} still={set('screen_reader')} />
          <form
            className={look.write}
            onSubmit={(press) => {
              press.preventDefault()
              send()
            }}
          >
            {trouble && (
              <p className={look.trouble} role="alert">
                {trouble}
              </p>
            )}
            <textarea
              ref={field}
              value={text}
              rows={2}
              maxLength={2000}
              aria-label={t('drills.write')}
              placeholder={t('drills.placeholder')}
              onChange={(typed) => setText(typed.target.value)}
              onPaste={(clip) => (pasted.current += clip.clipboardData.getData('text').length)}
              onKeyDown={(press) => {
                if (press.key === 'Enter' && !press.shiftKey && !press.nativeEvent.isComposing) {
                  press.preventDefault()
                  send()
                }
              }}
            />
            <Button type="primary" htmlType="submit" loading={say.isPending} disabled={!text.trim()}>
              {t('drills.send')}
            </Button>
          </form>
        </section>
        <Facts scenario={drill.scenario} />
      </div>
    </>
  )
}
