import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Warned } from '@/billing/Warned'
import { Async, PageHead, Panel, refusal, Tag, TimeText, toast, type Tone } from '@/ui'
import { Extras, Guarantees, Rules } from './Clauses'
import look from './terms.module.css'
import { clauseOf, wantedOf, type Shown, type Version } from './terms'

type Asked = { id: string; event: string; state: string; agreed_terms?: Version }
type Quote = { currency: string; terms: { version: Version } }
type Proposal = { id: string; state: 'proposed' | 'accepted' | 'declined' | 'withdrawn'; note: string; answer?: string; proposed_at: string }

const tones: Record<Proposal['state'], Tone> = { proposed: 'warn', accepted: 'good', declined: 'bad', withdrawn: 'plain' }

/** The contract before it is signed: each clause beside the bills that it would make. */
export default function Builder() {
  const { t } = useTranslation('billing')
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const request = useQuery({ queryKey: ['/brand/requests', id], queryFn: ({ signal }) => api.get<Asked>(`/brand/requests/${id}`, { signal }) })
  const quote = useQuery({ queryKey: ['/brand/requests', id, 'quote'], queryFn: ({ signal }) => api.get<Quote>(`/brand/requests/${id}/quote`, { signal }) })
  return (
    <>
      <PageHead title={t('terms.title')} lead={t('terms.lead')} trail={[{ label: request.data?.event ?? '…', to: `/brand/requests/${id}` }]} />
      <Async query={quote}>{(found) => <Editor key={id} request={id} currency={found.currency} from={found.terms.version} />}</Async>
    </>
  )
}

function Editor({ request, currency, from }: { request: string; currency: string; from: Version }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [terms, setTerms] = useState(from)
  const [asked, setAsked] = useState(from)
  const [note, setNote] = useState('')
  // Examples follow the fields a moment after the last key.
  useEffect(() => {
    const wait = setTimeout(() => setAsked(terms), 400)
    return () => clearTimeout(wait)
  }, [terms])
  const examples = useQuery({
    queryKey: ['/brand/terms/examples', asked],
    queryFn: () => api.post<Shown>('/brand/terms/examples', { terms: asked }),
    placeholderData: (before) => before,
    retry: false,
  })
  const past = useQuery({ queryKey: ['/brand/requests', request, 'terms'], queryFn: ({ signal }) => api.get<{ items: Proposal[] }>(`/brand/requests/${request}/terms`, { signal }) })
  const propose = useMutation({
    mutationFn: () => api.post<Proposal>(`/brand/requests/${request}/terms`, { terms, note }),
    onSuccess: () => {
      toast({ text: t('terms.proposed'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/brand/requests', request] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  const fault = examples.isError ? asFault(examples.error) : undefined
  const where = fault ? clauseOf(`${fault.fields[0]?.where ?? ''} ${fault.detail}`) : ''
  const meant = where ? wantedOf(fault?.fields[0]?.wanted ?? '') : undefined
  const says = !fault ? '' : meant ? t(`terms.wanted.${meant.key}`, meant.figures) : refusal(fault)
  // Terms that cannot be rated leave the examples of the last that could.
  const kept = useRef(examples.data)
  if (examples.data) kept.current = examples.data
  const edit = { terms, change: setTerms, shown: kept.current, currency, wrong: fault ? { clause: where, says } : undefined }
  const open = past.data?.items.some((one) => one.state === 'proposed')
  return (
    <>
      {(examples.data?.warnings.length ?? 0) > 0 && (
        <Panel title={t('terms.warnings')}>
          <Warned of={examples.data!.warnings} />
        </Panel>
      )}
      {fault && !where && <p role="alert" className={look.wrong}>{says}</p>}
      <Rules edit={edit} />
      <Guarantees edit={edit} />
      <Extras edit={edit} />
      <Panel title={t('terms.ask')} note={t('terms.askNote')}>
        <div className={look.fields}>
          <label className={look.field}>
            {t('terms.note')}
            <Input.TextArea value={note} maxLength={2000} autoSize={{ minRows: 2 }} onChange={(typed) => setNote(typed.target.value)} />
          </label>
        </div>
        <div className={look.row} style={{ marginTop: 12 }}>
          <Button type="primary" disabled={!!fault || open} loading={propose.isPending} onClick={() => propose.mutate()}>{t('terms.send')}</Button>
          <Button onClick={() => setTerms(from)}>{t('terms.reset')}</Button>
          {open && <span>{t('terms.open')}</span>}
        </div>
        <ul>
          {(past.data?.items ?? []).map((one) => (
            <li key={one.id} className={look.row}>
              <Tag tone={tones[one.state]}>{t(`terms.states.${one.state}`)}</Tag> <TimeText at={one.proposed_at} /> {one.note} {one.answer && <strong>{one.answer}</strong>}
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}
