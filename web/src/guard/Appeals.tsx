import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { AgoText, Async, Empty, FaultFace, Panel, Tag, toast } from '@/ui'
import look from './guard.module.css'
import { tones, type Appeal } from './wire'

/** Hits that agents call false alarms; letting one through puts a phrase on the rule's list, at once. */
export function Appeals({ path }: { path: string }) {
  const { t } = useTranslation('guard')
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<{ items: Appeal[] }>(path, { signal }), refetchInterval: 30_000 })
  return (
    <Panel title={t('appeals.title')} note={t('appeals.lead')}>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('appeals.none')} hint={t('appeals.noneHint')} />}>
        {(found) => (
          <ul className={look.rules}>
            {found.items.map((one) => (
              <One key={one.id} appeal={one} path={path} />
            ))}
          </ul>
        )}
      </Async>
    </Panel>
  )
}

function One({ appeal, path }: { appeal: Appeal; path: string }) {
  const { t } = useTranslation('guard')
  const known = useQueryClient()
  const [phrase, setPhrase] = useState('')
  const [answer, setAnswer] = useState('')
  const decide = useMutation({
    mutationFn: (allow: boolean) => api.post<Appeal>(`${path}/${appeal.id}/decide`, { allow, ...(phrase.trim() ? { phrase: phrase.trim() } : {}), ...(answer.trim() ? { answer: answer.trim() } : {}) }),
    onSuccess: (now) => {
      toast({ text: t(`appeals.said.${now.state}`), tone: 'good' })
      return known.invalidateQueries({ queryKey: [path] })
    },
  })
  const [before, after] = [appeal.text.indexOf(appeal.word), appeal.text.indexOf(appeal.word) + appeal.word.length]
  return (
    <li>
      <div className={look.ruleHead}>
        <Tag tone={appeal.state === 'open' ? 'warn' : appeal.state === 'allowed' ? 'good' : 'plain'}>{t(`appeals.states.${appeal.state}`)}</Tag>
        <code>{appeal.rule}</code>
        <Tag tone={tones[appeal.level as keyof typeof tones] ?? 'plain'}>{t(`levels.${appeal.level}`)}</Tag>
        <span className={look.faint}>
          <AgoText at={appeal.at} />
        </span>
      </div>
      <p className={look.some}>
        {before < 0 ? (
          appeal.text
        ) : (
          <>
            {appeal.text.slice(0, before)}
            <mark>{appeal.word}</mark>
            {appeal.text.slice(after)}
          </>
        )}
      </p>
      {appeal.says && <p className={look.faint}>{t('appeals.says', { text: appeal.says })}</p>}
      {appeal.state === 'open' ? (
        <div className={look.foot}>
          <input value={phrase} maxLength={200} aria-label={t('appeals.phrase')} placeholder={t('appeals.phraseHint', { word: appeal.word })} onChange={(typed) => setPhrase(typed.target.value)} />
          <input value={answer} maxLength={300} aria-label={t('appeals.answer')} placeholder={t('appeals.answer')} onChange={(typed) => setAnswer(typed.target.value)} />
          <Button type="primary" loading={decide.isPending && decide.variables === true} onClick={() => decide.mutate(true)}>
            {t('appeals.allow')}
          </Button>
          <Button loading={decide.isPending && decide.variables === false} onClick={() => decide.mutate(false)}>
            {t('appeals.refuse')}
          </Button>
        </div>
      ) : (
        <p className={look.faint}>
          {appeal.phrase && t('appeals.through', { phrase: appeal.phrase })} {appeal.answer}
        </p>
      )}
      {decide.isError && <FaultFace thrown={decide.error} />}
    </li>
  )
}
