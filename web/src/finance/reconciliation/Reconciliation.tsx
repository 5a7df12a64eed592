import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, session } from '@/api'
import look from '@/billing/billing.module.css'
import { differenceOf } from '@/money/difference'
import { tones, type Comparison, type Difference, type Overview } from '@/money/shape'
import { Async, Choice, CountText, DataTable, Empty, Grid, Money, PageHead, Panel, refusal, Rows, Sheet, StatCard, Tag, TimeText, toast, useList, type Column } from '@/ui'

const states = ['open', 'resolved', 'gone'] as const

/** Where the payment gateway and we differ: every difference is a task, answered once. */
export default function Reconciliation() {
  const { t } = useTranslation('money')
  const [state, setState] = useState<(typeof states)[number]>('open')
  const list = useList<Difference>('/finance/differences', { state })
  const query = useQuery({ queryKey: ['/finance/reconciliation'], queryFn: ({ signal }) => api.get<Overview>('/finance/reconciliation', { signal }) })
  const columns: Column<Difference>[] = [
    { key: 'kind', title: t('recon.kind'), cell: (row) => t(`recon.kinds.${row.kind}`, { defaultValue: row.kind }) },
    { key: 'op', title: t('recon.what'), cell: (row) => <>{t(`recon.ops.${row.op}`, { defaultValue: row.op })} <span className={look.chip}>{row.provider_id}</span></> },
    { key: 'at', title: t('recon.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'ours', title: t('recon.ours'), align: 'end', cell: (row) => (row.currency ? <Money minor={row.ours_minor} currency={row.currency} /> : '–') },
    { key: 'theirs', title: t('recon.theirs'), align: 'end', cell: (row) => (row.currency ? <Money minor={row.theirs_minor} currency={row.currency} /> : '–') },
    { key: 'about', title: t('recon.about'), cell: (row) => <About of={row.about} /> },
    { key: 'act', title: t('recon.answer'), cell: (row) => (row.state === 'open' ? <Resolve one={row} /> : row.note || <Tag tone={tones[row.state] ?? 'plain'}>{t(`recon.states.${row.state}`)}</Tag>) },
  ]
  return (
    <>
      <PageHead title={t('recon.title')} lead={t('recon.lead')} actions={<CompareNow />} />
      <Async query={query}>{(found) => <Calls found={found} />}</Async>
      <Panel title={t('recon.differences')} extra={<Choice label={t('recon.state')} value={state} onChange={setState} options={states.map((value) => ({ value, text: t(`recon.states.${value}`) }))} />}>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('recon.differences')} empty={<Empty title={t('recon.none')} hint={t('recon.noneHint')} />} />
      </Panel>
      <Async query={query}>{(found) => <Runs rows={found.runs} online={found.online} />}</Async>
    </>
  )
}

function About({ of }: { of: string }) {
  const { t } = useTranslation('money')
  const known = differenceOf(of)
  if (!known) return of
  const { status = '', ...figures } = known.figures
  return t(`recon.says.${known.key}`, { ...figures, status: t(`recon.statuses.${status}`, { defaultValue: status }) })
}

function Calls({ found }: { found: Overview }) {
  const { t } = useTranslation('money')
  const of = (...in_: string[]) => found.counts.filter((one) => in_.includes(one.state)).reduce((sum, one) => sum + one.n, 0)
  return (
    <Grid of="stats">
      <StatCard label={t('recon.done')} figure={<CountText n={of('ok')} />} foot={t(found.online ? 'recon.online' : 'recon.offline')} />
      <StatCard label={t('recon.underWay')} figure={<CountText n={of('queued', 'sent')} />} foot={t('recon.underWayNote')} />
      <StatCard label={t('recon.unknown')} figure={<CountText n={of('unknown')} />} foot={t('recon.unknownNote')} />
      <StatCard label={t('recon.rejected')} figure={<CountText n={of('rejected')} />} foot={t('recon.rejectedNote')} />
    </Grid>
  )
}

function Runs({ rows, online }: { rows: Comparison[]; online: boolean }) {
  const { t } = useTranslation('money')
  const columns: Column<Comparison>[] = [
    { key: 'from', title: t('recon.stretch'), cell: (row) => <><TimeText at={row.from} /> – <TimeText at={row.till} /></> },
    { key: 'kind', title: t('recon.how'), cell: (row) => t(row.nightly ? 'recon.nightly' : 'recon.byHand') },
    { key: 'listed', title: t('recon.listed'), align: 'end', cell: (row) => <CountText n={row.listed} /> },
    { key: 'checked', title: t('recon.checked'), align: 'end', cell: (row) => <CountText n={row.checked} /> },
    { key: 'differs', title: t('recon.differs'), align: 'end', cell: (row) => <Tag tone={row.differs === 0 ? 'good' : 'warn'}>{String(row.differs)}</Tag> },
  ]
  return (
    <Panel title={t('recon.runs')}>
      {rows.length === 0 ? <Empty title={t('recon.noRuns')} hint={t(online ? 'recon.noRunsHint' : 'recon.offline')} /> : <Rows rows={rows} columns={columns} rowKey={(row) => row.id} caption={t('recon.runs')} />}
    </Panel>
  )
}

function CompareNow() {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const day = 24 * 3600_000
  const compare = useMutation({
    mutationFn: () => api.post<Comparison>('/finance/reconciliation', { from: new Date(session.serverNow() - 2 * day).toISOString(), till: new Date(session.serverNow()).toISOString() }),
    onSuccess: (run) => {
      toast({ text: t('recon.compared', { count: run.differs }), tone: run.differs === 0 ? 'good' : 'bad' })
      void queries.invalidateQueries({ queryKey: ['/finance/reconciliation'] })
      void queries.invalidateQueries({ queryKey: ['/finance/differences'] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  return (
    <Button type="primary" loading={compare.isPending} onClick={() => compare.mutate()}>
      {t('recon.compare')}
    </Button>
  )
}

function Resolve({ one }: { one: Difference }) {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const resolve = useMutation({
    mutationFn: () => api.post(`/finance/differences/${one.id}/resolve`, { note }),
    onSuccess: () => {
      toast({ text: t('recon.resolved'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/differences'] })
      setOpen(false)
    },
  })
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('recon.resolve')}
      </Button>
      {open && (
        <Sheet
          title={t(`recon.kinds.${one.kind}`, { defaultValue: one.kind })}
          onClose={() => setOpen(false)}
          foot={
            <Button type="primary" disabled={!note.trim()} loading={resolve.isPending} onClick={() => resolve.mutate()}>
              {t('recon.resolve')}
            </Button>
          }
        >
          <p>{t(`recon.help.${one.kind}`, { defaultValue: one.about })}</p>
          <label className={look.field}>
            {t('recon.note')}
            <Input.TextArea rows={3} value={note} maxLength={500} autoFocus onChange={(typed) => setNote(typed.target.value)} />
          </label>
          {resolve.isError && <p role="alert">{refusal(resolve.error)}</p>}
        </Sheet>
      )}
    </>
  )
}
