import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import type { Replay } from '@/insight/chats'
import { Talk } from '@/insight/Talk'
import { announce, Async, Empty, FaultFace, PageHead, Panel, Tag } from '@/ui'
import look from './samples.module.css'
import { sightOf, sights, type Opened, type SampleRow, type Sight } from './wire'
import { said } from './words'

/** A drawn conversation beside the rows of the rubric: a person's view first, then the rules' beside it. */
export function SamplePage({ path, chats, link }: { path: string; chats: string; link: string }) {
  const { t } = useTranslation('samples')
  const { id, epoch } = useParams({ strict: false }) as { id: string; epoch: string }
  const at = `${path}/${id}/${epoch}`
  const sample = useQuery({ queryKey: [at], queryFn: ({ signal }) => api.get<Opened>(at, { signal }) })
  const talk = useQuery({ queryKey: [chats, id], queryFn: ({ signal }) => api.get<Replay>(`${chats}/${id}`, { signal }) })
  return (
    <>
      <PageHead title={t('one')} lead={sample.data && sample.data.brand_name} trail={[{ label: t('title'), to: link }]} />
      <div className={look.beside}>
        <Panel title={t('talk')}>
          <Async query={talk} isEmpty={() => false}>
            {(replay) => (replay.messages.length === 0 ? <Empty title={t('silent')} /> : <Talk replay={replay} />)}
          </Async>
        </Panel>
        <Async query={sample} isEmpty={() => false}>
          {(found) => (found.items.some((row) => row.person) ? <Both found={found} /> : <Look found={found} at={at} list={path} />)}
        </Async>
      </div>
    </>
  )
}

/** The look is blind: what the rules made of it is not in the page yet. */
function Look({ found, at, list }: { found: Opened; at: string; list: string }) {
  const { t } = useTranslation('samples')
  const known = useQueryClient()
  const [saw, setSaw] = useState<Record<number, Sight>>({})
  const [notes, setNotes] = useState<Record<number, string>>({})
  const [key] = useState(newKey)
  const send = useMutation({
    mutationFn: () => api.post<Opened>(at, { rows: found.items.map((row) => ({ place: row.place, saw: saw[row.place], note: notes[row.place] ?? '' })) }, { key }),
    onSuccess: (opened) => {
      known.setQueryData([at], opened)
      announce(t('kept'))
      return known.invalidateQueries({ queryKey: [list] })
    },
  })
  const missing = found.items.filter((row) => !saw[row.place]).length
  return (
    <Panel title={t('look')} note={t('lookNote')}>
      <form
        className={look.form}
        onSubmit={(sent) => {
          sent.preventDefault()
          if (missing === 0) send.mutate()
        }}
      >
        {found.items.map((row) => (
          <fieldset key={row.place} className={look.row}>
            <legend>
              <RowName row={row} />
            </legend>
            <div className={look.choices}>
              {sights.map((one) => (
                <label key={one} data-on={saw[row.place] === one || undefined}>
                  <input type="radio" name={`row${row.place}`} checked={saw[row.place] === one} onChange={() => setSaw({ ...saw, [row.place]: one })} />
                  {t(`saw.${one}`)}
                </label>
              ))}
            </div>
            {saw[row.place] && saw[row.place] !== 'full' && (
              <input className={look.note} maxLength={1000} aria-label={t('note')} placeholder={t('note')} value={notes[row.place] ?? ''} onChange={(typed) => setNotes({ ...notes, [row.place]: typed.target.value })} />
            )}
          </fieldset>
        ))}
        {send.isError && <FaultFace thrown={send.error} />}
        <Button type="primary" htmlType="submit" loading={send.isPending} disabled={missing > 0}>
          {missing > 0 ? t('left', { count: missing }) : t('keep')}
        </Button>
      </form>
    </Panel>
  )
}

function RowName({ row }: { row: SampleRow }) {
  const { t } = useTranslation('samples')
  const [kind = row.id, what = ''] = row.id.split(':')
  return (
    <>
      <strong>{t(`items.${kind}`, kind)}</strong>
      {what && <span className={look.faint}> · {t(`needs.${what}`, what)}</span>} <span className={look.faint}>{t('worth', { count: row.points })}</span>
      <span className={look.means}>{t(`means.${kind}`, '')}</span>
    </>
  )
}

/** Both views side by side; a row on which they differ is marked. */
function Both({ found }: { found: Opened }) {
  const { t, i18n } = useTranslation('samples')
  const alike = found.items.filter((row) => row.rules && row.person && sightOf(row.rules.got, row.points) === row.person.saw).length
  return (
    <Panel title={t('both', { alike, rows: found.items.length })} note={t('bothNote', { score: found.score ?? 0 })}>
      <ul className={look.form}>
        {found.items.map((row) => {
          if (!row.rules || !row.person) return null
          const rules = sightOf(row.rules.got, row.points)
          return (
            <li key={row.place} className={look.row} data-apart={rules !== row.person.saw || undefined}>
              <RowName row={row} />
              <p className={look.views}>
                <span>
                  {t('person')} <Tag tone={tones[row.person.saw]}>{t(`saw.${row.person.saw}`)}</Tag>
                </span>
                <span>
                  {t('rules')} <Tag tone={tones[rules]}>{t(`saw.${rules}`)}</Tag> <span className="num">{t('of', { alike: row.rules.got, rows: row.points })}</span>
                </span>
                {rules !== row.person.saw && <Tag tone="warn">{t('apart')}</Tag>}
              </p>
              <p className={look.faint}>
                {said(row.rules.says, i18n.language)} {row.rules.seq > 0 && t('message', { n: row.rules.seq })}
              </p>
              {row.person.note && <blockquote>{row.person.note}</blockquote>}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

const tones = { full: 'good', part: 'warn', none: 'bad' } as const
