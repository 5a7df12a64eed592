import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { announce, Async, Empty, FaultFace, PageHead, Panel, Tag, TimeText } from '@/ui'
import { bringKinds, kindOfFile, type Brought, type BringKind } from './brought'
import look from './knowledge.module.css'

type Sent = { key: number; file: File; kind: BringKind | undefined; state: 'asked' | 'sending' | 'done' | 'failed'; brought?: Brought; thrown?: unknown }

/** Files of articles: each says what came in, what waits for a yes, and row by row what was refused. */
export default function Bring() {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const next = useRef(0)
  const [list, setList] = useState<Sent[]>([])
  const change = (key: number, to: Partial<Sent>) => setList((was) => was.map((one) => (one.key === key ? { ...one, ...to } : one)))
  const send = async (one: Sent, kind: BringKind) => {
    change(one.key, { kind, state: 'sending', thrown: undefined })
    try {
      // No key: the same bytes are known by themselves, and a retry goes on where it stopped.
      const brought = await api.post<Brought>(`/brand/imports/knowledge/${kind}?name=${encodeURIComponent(one.file.name)}`, new Blob([one.file], { type: 'application/octet-stream' }))
      change(one.key, { state: 'done', brought })
      announce(t('knowledge.bringing.took', { accepted: brought.accepted, proposed: brought.proposed, unchanged: brought.unchanged }))
      void known.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/brand/') })
    } catch (thrown) {
      change(one.key, { state: 'failed', thrown })
    }
  }
  const take = (files: FileList | null) => {
    const fresh = [...(files ?? [])].map((file): Sent => ({ key: next.current++, file, kind: kindOfFile(file.name), state: 'asked' }))
    setList((was) => [...fresh, ...was])
    for (const one of fresh) if (one.kind) void send(one, one.kind)
  }
  return (
    <>
      <PageHead title={t('knowledge.bringing.title')} lead={t('knowledge.bringing.lead')} trail={[{ label: t('knowledge.title'), to: '/brand/knowledge' }]} />
      <Panel title={t('knowledge.bringing.files')}>
        <div className={look.drop} onDragOver={(drag) => drag.preventDefault()} onDrop={(drop) => { drop.preventDefault(); take(drop.dataTransfer.files) }}>
          <input ref={field} type="file" multiple className="unseen" tabIndex={-1} aria-label={t('knowledge.bringing.choose')} accept=".md,.markdown,.csv,.tsv,.xlsx,.html,.htm,.jsonl" onChange={(chosen) => { take(chosen.target.files); chosen.target.value = '' }} />
          <strong>{t('knowledge.bringing.drop')}</strong>
          <Button type="primary" onClick={() => field.current?.click()}>{t('knowledge.bringing.choose')}</Button>
        </div>
        <dl className={look.facts}>
          {bringKinds.map((kind) => (
            <div key={kind} className={look.kind}>
              <dt>{t(`knowledge.bringing.kinds.${kind}`)}</dt>
              <dd>{t(`knowledge.bringing.says.${kind}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {list.length > 0 && (
        <Panel title={t('knowledge.bringing.results')}>
          <ul className={look.cards}>
            {list.map((one) => (
              <li key={one.key} className={look.result}>
                <div className={look.row}>
                  <strong>{one.file.name}</strong>
                  <Tag tone={({ asked: 'warn', sending: 'primary', done: 'good', failed: 'bad' } as const)[one.state]}>{t(`data.imports.states.${one.state}`)}</Tag>
                  {(one.state === 'asked' || one.state === 'failed') && (
                    <Select aria-label={t('knowledge.bringing.kind')} placeholder={t('knowledge.bringing.kind')} className={look.pick} value={one.kind} onChange={(kind) => void send(one, kind)} options={bringKinds.map((value) => ({ value, label: t(`knowledge.bringing.kinds.${value}`) }))} />
                  )}
                  {one.state === 'failed' && one.kind && <Button onClick={() => void send(one, one.kind!)}>{t('data.imports.again')}</Button>}
                </div>
                {one.brought && <Told brought={one.brought} />}
                {one.state === 'failed' && <FaultFace thrown={asFault(one.thrown)} />}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Before />
    </>
  )
}

/** What became of one file. */
function Told({ brought }: { brought: Brought }) {
  const { t } = useTranslation('brand')
  return (
    <>
      <p>
        {t('knowledge.bringing.took', { accepted: brought.accepted, proposed: brought.proposed, unchanged: brought.unchanged })}{' '}
        {brought.proposed > 0 && <Link to="/brand/knowledge" search={{ tab: 'proposals' } as never}>{t('knowledge.proposals')}</Link>}
      </p>
      {brought.refused.length > 0 && (
        <details>
          <summary>{t('knowledge.bringing.refused', { count: brought.refused.length })}</summary>
          <ul>
            {brought.refused.slice(0, 200).map((row, i) => (
              <li key={i}>{t('knowledge.bringing.row', { line: row.line, field: row.field ?? '', wanted: row.wanted, got: row.got ?? '–' })}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Before() {
  const { t } = useTranslation('brand')
  const query = useQuery({ queryKey: ['/brand/imports/knowledge'], queryFn: ({ signal }) => api.get<{ items: Brought[] }>('/brand/imports/knowledge', { signal }) })
  return (
    <Panel title={t('knowledge.bringing.before')}>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('knowledge.bringing.none')} />}>
        {(found) => (
          <ul className={look.cards}>
            {found.items.map((one) => (
              <li key={`${one.kind} ${one.name} ${one.at}`} className={look.result}>
                <div className={look.row}>
                  <strong>{one.name}</strong>
                  <span>{t(`knowledge.bringing.kinds.${one.kind}`)}</span>
                  <TimeText at={one.at} />
                  {one.done < one.rows && <Tag tone="warn">{t('knowledge.bringing.stopped', { done: one.done, rows: one.rows })}</Tag>}
                </div>
                <Told brought={one} />
              </li>
            ))}
          </ul>
        )}
      </Async>
    </Panel>
  )
}
