import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { announce, Empty, Loading, PageHead, Panel } from '@/ui'
import { api, newKey } from '@/api'
import { HandoffCard } from '@/insight/HandoffCard'
import { useSubjects } from '../knowledge/useSubjects'
import look from './Bench.module.css'
import { Ask } from './Ask'
import { stateOf, type Answer, type Turn } from './shape'
import { Talk } from './Talk'
import { WhyCard } from './WhyCard'

/** The brand asks its own bot, and sees beside each answer why it is given. Nothing is done to any order. */
export default function Bench() {
  const { t } = useTranslation('brand')
  const subjects = useSubjects()
  const [turns, setTurns] = useState<Turn[]>([])
  const [picked, setPicked] = useState<string>()
  const round = useRef(0) // a new conversation drops the answers of the one before
  const ask = useMutation({
    mutationFn: (turn: Turn) => api.post<Answer>('/brand/bot/try', { text: turn.text, ...(turn.before && { state: turn.before }) }, { key: turn.id }),
  })
  const put = (turn: Turn) => setTurns((all) => all.map((one) => (one.id === turn.id ? turn : one)))
  const send = (turn: Turn) => {
    const mine = round.current
    ask.mutate(turn, {
      onSuccess: (answer) => {
        if (round.current !== mine) return
        put({ ...turn, answer })
        announce(answer.reply.text)
      },
      onError: (thrown) => round.current === mine && put({ ...turn, thrown }),
    })
  }
  const say = (text: string) => {
    const before = stateOf(turns)
    const turn: Turn = { id: newKey(), text, ...(before && { before }) }
    // A question that failed is asked anew, not kept beside the new one.
    setTurns([...turns.filter((one) => one.answer), turn])
    setPicked(undefined)
    send(turn)
  }
  const again = (turn: Turn) => {
    const fresh: Turn = { id: newKey(), text: turn.text, ...(turn.before && { before: turn.before }) }
    setTurns(turns.map((one) => (one.id === turn.id ? fresh : one)))
    send(fresh)
  }
  const clear = () => {
    round.current++
    ask.reset()
    setTurns([])
    setPicked(undefined)
  }
  const shown = turns.find((one) => one.id === picked) ?? turns.at(-1)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight }) // the page itself stays where it is
  }, [turns])
  return (
    <>
      <PageHead
        title={t('bench.title')}
        lead={t('bench.lead')}
        actions={
          <Button onClick={clear} disabled={turns.length === 0}>
            {t('bench.clear')}
          </Button>
        }
      />
      <div className={look.bench}>
        <Panel title={t('bench.talk')} note={t('bench.note')}>
          <div ref={box} className={look.scroll} role="log" aria-label={t('bench.talk')} tabIndex={0}>
            {turns.length === 0 ? <Empty title={t('bench.emptyTitle')} hint={t('bench.emptyHint')} /> : <Talk turns={turns} shown={shown?.id} onPick={setPicked} onRetry={again} />}
          </div>
          <Ask busy={ask.isPending} begun={turns.length > 0} onSay={say} />
        </Panel>
        <div className={look.side} aria-live="polite">
          {shown?.answer ? (
            <>
              <WhyCard reply={shown.answer.reply} question={shown.text} subjects={subjects} />
              {shown.answer.reply.handoff && <HandoffCard handoff={shown.answer.reply.handoff} need={(shown.answer.reply.handoff.required_skills ?? []).map((one) => one.tag)} subjects={subjects} />}
            </>
          ) : (
            <Panel title={t('bench.why')}>{shown && !shown.thrown ? <Loading lines={5} /> : <Empty title={t('bench.whyEmpty')} hint={t('bench.whyHint')} />}</Panel>
          )}
        </div>
      </div>
    </>
  )
}
