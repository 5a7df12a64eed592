import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, FaultFace, Panel, ShareText, toast } from '@/ui'
import look from './guard.module.css'
import type { Imported, Rules, Trial } from './wire'

/** The brand's own rules as text: bring a pack file, see what they would hit among what was said lately, put them in force. */
export function Own() {
  const query = useQuery({ queryKey: ['/brand/guard-rules'], queryFn: ({ signal }) => api.get<Rules>('/brand/guard-rules', { signal }), staleTime: Infinity })
  return <Async query={query}>{(rules) => <Editor key={rules.version} rules={rules} />}</Async>
}

function Editor({ rules }: { rules: Rules }) {
  const { t } = useTranslation('guard')
  const known = useQueryClient()
  const [text, setText] = useState(rules.source)
  const [note, setNote] = useState('')
  const body = { source: text, off: rules.off, allow: rules.allow }
  const trial = useMutation({ mutationFn: () => api.post<Trial>('/brand/guard-rules/trial', body) })
  const put = useMutation({
    mutationFn: () => api.put<Rules>('/brand/guard-rules', { ...body, ...(note.trim() ? { note: note.trim() } : {}) }),
    onSuccess: async (saved) => {
      toast({ text: t('own.saved', { n: saved.version }), tone: 'good' })
      await Promise.all([['/brand/guard-rules'], ['/brand/guard-book'], ['/brand/guard-rules/versions']].map((queryKey) => known.invalidateQueries({ queryKey })))
    },
  })
  const write = (next: string) => {
    setText(next)
    trial.reset()
    put.reset()
  }
  return (
    <>
      <Bring onSource={write} />
      <Panel title={t('own.title')} note={t('own.note')}>
        <textarea className={look.source} rows={16} spellCheck={false} wrap="off" value={text} aria-label={t('own.title')} placeholder={t('own.example')} onChange={(typed) => write(typed.target.value)} />
        <div className={look.foot}>
          <Button loading={trial.isPending} onClick={() => trial.mutate()}>
            {t('own.try')}
          </Button>
          <input value={note} maxLength={300} aria-label={t('own.why')} placeholder={t('own.why')} onChange={(typed) => setNote(typed.target.value)} />
          <Button type="primary" loading={put.isPending} disabled={text === rules.source} onClick={() => put.mutate()}>
            {t('own.put')}
          </Button>
        </div>
        {trial.isError && <FaultFace thrown={trial.error} />}
        {put.isError && <FaultFace thrown={put.error} />}
        {trial.data && <Tried trial={trial.data} />}
      </Panel>
    </>
  )
}

/** What the rules would have hit: ordinary messages, so that each hit is a false alarm or a thing to look at. */
function Tried({ trial }: { trial: Trial }) {
  const { t } = useTranslation('guard')
  return (
    <div role="status" className={look.trial}>
      <p>
        {t('own.tried')} <CountText n={trial.messages} /> · {t('own.blocked')} <CountText n={trial.blocked} />
      </p>
      <ul>
        {trial.by_rule.map((one) => (
          <li key={one.rule}>
            <code>{one.rule}</code> <CountText n={one.hits} /> (<ShareText bp={one.share_bp} />)
            {one.examples.map((example, n) => (
              <q key={n}>{example}</q>
            ))}
          </li>
        ))}
      </ul>
      {trial.messages === 0 && <p className={look.quiet}>{t('own.nothingSaid')}</p>}
    </div>
  )
}

/** A pack file: rows that are right go behind the rules above, rows that are wrong are named. */
function Bring({ onSource }: { onSource: (source: string) => void }) {
  const { t } = useTranslation('guard')
  const file = useRef<HTMLInputElement>(null)
  const read = useMutation({
    mutationFn: async (picked: File) => api.post<Imported>('/brand/guard-rules/import', { name: picked.name, text: await picked.text() }),
    onSuccess: (found) => {
      if (found.words + found.rules > 0) onSource(found.source)
    },
  })
  return (
    <Panel title={t('pack.title')} note={t('pack.note')}>
      <input
        ref={file}
        type="file"
        accept=".csv,.yaml,.yml"
        aria-label={t('pack.file')}
        onChange={(picked) => {
          const one = picked.target.files?.[0]
          if (one) read.mutate(one)
          picked.target.value = ''
        }}
      />
      {read.isError && <FaultFace thrown={read.error} />}
      {read.data && (
        <div role="status" className={look.trial}>
          <p>{t('pack.read', { rules: read.data.rules, words: read.data.words })}</p>
          {read.data.replace.length > 0 && <p>{t('pack.replaces', { rules: read.data.replace.join(', ') })}</p>}
          {read.data.wrong.length > 0 && <p>{t('pack.wrong', { count: read.data.wrong.length })}</p>}
          <ul>
            {read.data.wrong.map((one, n) => (
              <li key={n}>
                <strong>{one.where}</strong> {t('pack.wanted', { what: one.wanted })} {one.got && <q>{one.got}</q>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  )
}
