import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { announce, Async, Empty, FaultFace, Panel } from '@/ui'
import { useSubjects } from '../knowledge/useSubjects'
import look from './coverage.module.css'
import type { Click, Taught } from './shape'

/** The questions whose answer a person knows at a glance, the most useful first; one click teaches it and what is like it. */
export function Clicks() {
  const { t } = useTranslation('brand')
  const [told, setTold] = useState<string>()
  const query = useQuery({ queryKey: ['/brand/knowledge/clicks'], queryFn: ({ signal }) => api.get<{ items: Click[] }>('/brand/knowledge/clicks', { signal }) })
  const subjects = useSubjects()
  return (
    <Panel title={t('coverage.clicks')} note={t('coverage.clicksNote')}>
      {told && <p role="status">{told}</p>}
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('coverage.noClicks')} hint={t('coverage.noClicksHint')} />}>
        {(found) => (
          <ol className={look.queue}>
            {found.items.map((one) => (
              <One key={one.text} click={one} subjects={[...subjects]} onTaught={(said) => { setTold(said); announce(said) }} />
            ))}
          </ol>
        )}
      </Async>
    </Panel>
  )
}

function One({ click, subjects, onTaught }: { click: Click; subjects: [string, string][]; onTaught: (said: string) => void }) {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const teach = useMutation({
    mutationFn: (intent: string) => api.post<Taught>('/brand/knowledge/clicks', { text: click.text, intent }),
    onSuccess: (taught) => {
      onTaught(t('coverage.taught', { text: click.text, before: taught.before, after: taught.after, open: taught.open }))
      void known.invalidateQueries({ predicate: ({ queryKey }) => ['/brand/knowledge/clicks', '/brand/knowledge/coverage', '/brand/gaps'].includes(String(queryKey[0])) })
    },
  })
  return (
    <li className={look.click}>
      <strong>{click.text}</strong>
      <p>{t('coverage.like', { count: click.like })}</p>
      <div className={look.guesses}>
        {click.guesses.map((guess) => (
          <Button key={guess.intent} disabled={teach.isPending} onClick={() => teach.mutate(guess.intent)}>
            {subjects.find(([intent]) => intent === guess.intent)?.[1] ?? (guess.title === guess.intent ? t(`coverage.plain.${guess.intent}`, { defaultValue: guess.title }) : guess.title)}
          </Button>
        ))}
        <Select
          className={look.other}
          aria-label={t('coverage.other')}
          placeholder={t('coverage.other')}
          disabled={teach.isPending}
          showSearch
          optionFilterProp="label"
          value={null}
          onChange={(intent: string | null) => intent && teach.mutate(intent)}
          options={subjects.map(([value, label]) => ({ value, label }))}
        />
        <Button type="text" disabled={teach.isPending} onClick={() => teach.mutate('none')}>
          {t('coverage.nobody')}
        </Button>
      </div>
      {teach.isError && <FaultFace thrown={asFault(teach.error)} />}
    </li>
  )
}
