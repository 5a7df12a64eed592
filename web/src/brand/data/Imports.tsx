import { useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import { announce, FaultFace, Panel, Tag } from '@/ui'
import { kindOf, kinds, whereTo, type Kind, type Taken } from './bring'
import look from './data.module.css'

type Brought = { key: string; file: File; kind: Kind | undefined; state: 'asked' | 'sending' | 'done' | 'failed'; taken?: Taken; thrown?: unknown }

/** Files dropped or chosen; each says what was taken and, row by row, what was not. */
export function Imports() {
  const { t } = useTranslation('brand')
  const [list, setList] = useState<Brought[]>([])
  const [over, setOver] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const known = useQueryClient()
  const change = (key: string, next: Partial<Brought>) => setList((was) => was.map((one) => (one.key === key ? { ...one, ...next } : one)))

  const send = async (one: Brought, kind: Kind) => {
    change(one.key, { kind, state: 'sending', thrown: undefined })
    const to = whereTo(kind)
    try {
      // The file's own key: a retry of the same file as the same kind is done once.
      const taken = await api.post<Taken>(to.path, new Blob([one.file], { type: to.type }), { key: `${one.key}-${kind}` })
      change(one.key, { state: 'done', taken })
      announce(t('data.imports.taken', { count: taken.accepted }))
      void known.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/brand/') })
    } catch (thrown) {
      change(one.key, { state: 'failed', thrown })
    }
  }
  const take = (files: FileList | null) => {
    const fresh = [...(files ?? [])].map((file): Brought => ({ key: newKey(), file, kind: kindOf(file.name), state: 'asked' }))
    setList((was) => [...fresh, ...was])
    for (const one of fresh) if (one.kind) void send(one, one.kind)
  }
  return (
    <>
      <Panel title={t('data.imports.title')} note={t('data.imports.note')}>
        <div
          className={look.drop}
          data-over={over}
          onDragOver={(drag) => { drag.preventDefault(); setOver(true) }}
          onDragLeave={() => setOver(false)}
          onDrop={(drop) => { drop.preventDefault(); setOver(false); take(drop.dataTransfer.files) }}
        >
          <input ref={field} type="file" multiple className="unseen" tabIndex={-1} aria-label={t('data.imports.choose')} accept=".json,.jsonl,.ndjson,.csv" onChange={(chosen) => { take(chosen.target.files); chosen.target.value = '' }} />
          <strong>{t('data.imports.drop')}</strong>
          <p>{t('data.imports.formats')}</p>
          <Button type="primary" onClick={() => field.current?.click()}>
            {t('data.imports.choose')}
          </Button>
        </div>
        <dl className={look.kinds}>
          {kinds.map(({ kind, ends }) => (
            <div key={kind}>
              <dt>
                {t(`data.kinds.${kind}`)} <code>{ends[0]}</code>
              </dt>
              <dd>{t(`data.says.${kind}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {list.length > 0 && (
        <Panel title={t('data.imports.results')}>
          <ul className={look.results}>
            {list.map((one) => (
              <li key={one.key}>
                <Result one={one} onKind={(kind) => void send(one, kind)} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

const tones = { asked: 'warn', sending: 'primary', done: 'good', failed: 'bad' } as const

function Result({ one, onKind }: { one: Brought; onKind: (kind: Kind) => void }) {
  const { t } = useTranslation('brand')
  const refused = one.taken?.refused ?? []
  return (
    <>
      <div className={look.result}>
        <strong>{one.file.name}</strong>
        <Tag tone={tones[one.state]}>{t(`data.imports.states.${one.state}`)}</Tag>
        {one.taken && <span>{t('data.imports.taken', { count: one.taken.accepted })}</span>}
        {one.state !== 'sending' && one.state !== 'done' && (
          <Select aria-label={t('data.imports.kind')} placeholder={t('data.imports.kind')} value={one.kind} className={look.kind} onChange={onKind} options={kinds.map(({ kind }) => ({ value: kind, label: t(`data.kinds.${kind}`) }))} />
        )}
        {one.state === 'failed' && one.kind && <Button onClick={() => onKind(one.kind!)}>{t('data.imports.again')}</Button>}
      </div>
      {refused.length > 0 && (
        <details className={look.refused} open>
          <summary>{t('data.imports.refused', { count: one.taken?.refused_count ?? refused.length })}</summary>
          <ul>
            {refused.map((row, i) => (
              <li key={i}>{t('data.imports.row', { where: row.where, wanted: row.wanted, got: row.got ?? '' })}</li>
            ))}
          </ul>
        </details>
      )}
      {one.state === 'failed' && <FaultFace thrown={asFault(one.thrown)} />}
    </>
  )
}
