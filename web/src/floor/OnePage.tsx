import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey, usePerson } from '@/api'
import { Talk } from '@/insight/Talk'
import type { Replay } from '@/insight/chats'
import { announce, Async, confirm, Empty, PageHead, Panel, Tag, TimeText, toast } from '@/ui'
import look from './floor.module.css'
import { Held } from './Held'
import type { Aside } from './wire'

/** One conversation on the floor: a silent look, a whisper to its agent, or the agent's place. */
export function OnePage({ chats, floor, link }: { chats: string; floor: string; link: string }) {
  const { t } = useTranslation('floor')
  const { id } = useParams({ strict: false }) as { id: string }
  const person = usePerson()
  const query = useQuery({ queryKey: [chats, id], queryFn: ({ signal }) => api.get<Replay>(`${chats}/${id}`, { signal }), refetchInterval: 2_000 })
  const mine = query.data?.chat.state === 'human' && query.data.chat.agent_id === person.id
  return (
    <>
      <PageHead title={t('one')} lead={mine ? t('holding') : t('look')} trail={[{ label: t('back'), to: link }]} actions={query.data && !mine && <Take id={id} floor={floor} again={() => void query.refetch()} />} />
      <Async query={query}>
        {(replay) =>
          mine ? (
            <Held id={id} />
          ) : (
            <div className={look.one}>
              <Panel title={t('one')}>{replay.messages.length === 0 ? <Empty title={t('none')} /> : <Talk replay={replay} />}</Panel>
              <Colleagues id={id} floor={floor} held={replay.chat.state === 'human'} />
            </div>
          )
        }
      </Async>
    </>
  )
}

function Take({ id, floor, again }: { id: string; floor: string; again: () => void }) {
  const { t } = useTranslation('floor')
  const take = useMutation({
    mutationFn: () => api.post(`${floor}/${id}/take-over`),
    onSuccess: () => toast({ text: t('taken'), tone: 'good' }),
    onError: (thrown) => toast({ text: t(`faults.${asFault(thrown).code}`, t('failed')), tone: 'bad' }),
    onSettled: again,
  })
  const ask = async () => {
    if (await confirm({ title: t('takeAsk'), text: t('takeText'), yes: t('take') })) take.mutate()
  }
  return (
    <Button type="primary" loading={take.isPending} onClick={() => void ask()}>
      {t('take')}
    </Button>
  )
}

/** What colleagues said beside it, and a field to whisper. */
function Colleagues({ id, floor, held }: { id: string; floor: string; held: boolean }) {
  const { t } = useTranslation('floor')
  const known = useQueryClient()
  const at = [`${floor}/${id}/asides`]
  const query = useQuery({ queryKey: at, queryFn: ({ signal }) => api.get<{ items: Aside[] }>(`${floor}/${id}/asides`, { signal }), refetchInterval: 5_000 })
  const [text, setText] = useState('')
  const [key, setKey] = useState(newKey)
  const whisper = useMutation({
    mutationFn: () => api.post(`${floor}/${id}/whisper`, { key, text: text.trim() }, { key }),
    onSuccess: () => {
      setText('')
      setKey(newKey())
      announce(t('whispered'))
      return known.invalidateQueries({ queryKey: at })
    },
    onError: (thrown) => toast({ text: t(`faults.${asFault(thrown).code}`, t('failed')), tone: 'bad' }),
  })
  return (
    <Panel title={t('asides')}>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<p className={look.quiet}>{t('noAsides')}</p>}>
        {(found) => (
          <ul className={look.asides}>
            {found.items.map((one) => (
              <li key={one.n} data-kind={one.kind}>
                <Tag tone={one.kind === 'ask' ? 'warn' : one.kind === 'whisper' ? 'accent' : 'plain'}>{t(`kinds.${one.kind}`)}</Tag> <TimeText at={one.at} style="time" />
                <p>{one.text}</p>
              </li>
            ))}
          </ul>
        )}
      </Async>
      {held && (
        <form
          className={look.whisper}
          onSubmit={(submit) => {
            submit.preventDefault()
            if (text.trim() !== '') whisper.mutate()
          }}
        >
          <input value={text} maxLength={1000} aria-label={t('whisper')} placeholder={t('whisperHint')} onChange={(typed) => setText(typed.target.value)} />
          <Button htmlType="submit" loading={whisper.isPending} disabled={text.trim() === ''}>
            {t('send')}
          </Button>
        </form>
      )}
    </Panel>
  )
}
