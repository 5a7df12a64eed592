import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Checkbox, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import look from '@/billing/billing.module.css'
import { save } from '@/billing/save'
import { tones, type Item, type Run } from '@/money/shape'
import { Async, confirm, CountText, Empty, Grid, Money, PageHead, Panel, refusal, Rows, Sheet, StatCard, Tag, TimeText, toast, type Column } from '@/ui'

/** One payrun: who gets what, who has looked, and what became of each payment. */
export default function Payrun() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useTranslation('money')
  const path = `/finance/payruns/${id}`
  const query = useQuery({ queryKey: ['/finance/payruns', id], queryFn: ({ signal }) => api.get<Run>(path, { signal }) })
  return (
    <Async query={query}>
      {(run) => (
        <>
          <PageHead title={run.number} lead={t(`runs.stateLead.${run.state}`)} trail={[{ label: t('runs.title'), to: '/finance/payruns' }]} actions={<Steps run={run} />} />
          <Grid of="stats">
            <StatCard label={t('runs.agents')} figure={<CountText n={run.items_count} />} foot={run.failed_count > 0 ? t('runs.failed', { count: run.failed_count }) : t(`runs.by.${run.driver}`)} />
            <StatCard label={t('runs.gross')} figure={<Money minor={run.gross_minor} currency={run.currency} />} foot={t('runs.grossNote')} />
            <StatCard label={t('runs.kept')} figure={<Money minor={run.recovered_minor + run.tax_minor} currency={run.currency} />} foot={t('runs.keptNote')} />
            <StatCard label={t('runs.net')} figure={<Money minor={run.net_minor} currency={run.currency} />} foot={<Tag tone={tones[run.state] ?? 'plain'}>{t(`runs.states.${run.state}`)}</Tag>} />
          </Grid>
          <Panel title={t('runs.approvals')} note={t('runs.approvalsNote')}>
            {run.approvals.length === 0 ? (
              <Empty title={t('runs.nobody')} />
            ) : (
              <Rows
                rows={run.approvals}
                rowKey={(row) => row.person_id}
                caption={t('runs.approvals')}
                columns={[
                  { key: 'who', title: t('runs.person'), cell: (row) => row.name },
                  { key: 'at', title: t('runs.at'), cell: (row) => <TimeText at={row.at} /> },
                ]}
              />
            )}
          </Panel>
          <Items run={run} />
        </>
      )}
    </Async>
  )
}

function Items({ run }: { run: Run }) {
  const { t } = useTranslation('money')
  const columns: Column<Item>[] = [
    { key: 'agent', title: t('runs.agent'), cell: (row) => row.agent_name || row.agent_id.slice(-6) },
    { key: 'state', title: t('runs.state'), cell: (row) => <Tag tone={tones[row.state] ?? 'plain'}>{t(`runs.items.${row.state}`)}</Tag> },
    { key: 'gross', title: t('runs.gross'), align: 'end', cell: (row) => <Money minor={row.gross_minor} currency={run.currency} /> },
    { key: 'kept', title: t('runs.recovered'), align: 'end', cell: (row) => <Money minor={row.recovered_minor} currency={run.currency} /> },
    { key: 'tax', title: t('runs.tax'), align: 'end', cell: (row) => <Money minor={row.tax_minor} currency={run.currency} /> },
    { key: 'net', title: t('runs.net'), align: 'end', cell: (row) => <Money minor={row.net_minor} currency={run.currency} /> },
    { key: 'why', title: t('runs.why'), cell: (row) => row.reason || row.reference || '–' },
    { key: 'act', title: t('runs.act'), cell: (row) => (row.state === 'paid' ? <TakeBack run={run} item={row} /> : '–') },
  ]
  return (
    <Panel title={t('runs.payments')}>
      <Rows rows={run.items} columns={columns} rowKey={(row) => row.id} caption={t('runs.payments')} />
    </Panel>
  )
}

function useStep(run: Run) {
  const queries = useQueryClient()
  return (found: Run) => {
    queries.setQueryData(['/finance/payruns', run.id], found)
    void queries.invalidateQueries({ queryKey: ['/finance/payruns'] })
    void queries.invalidateQueries({ queryKey: ['/finance/statements'] })
    void queries.invalidateQueries({ queryKey: ['/finance/ledger'] })
  }
}

function Steps({ run }: { run: Run }) {
  const { t } = useTranslation('money')
  const done = useStep(run)
  const [settling, setSettling] = useState(false)
  const step = useMutation({
    mutationFn: (name: string) => api.post<Run>(`/finance/payruns/${run.id}/${name}`),
    onSuccess: (found, name) => {
      toast({ text: t(`runs.did.${name}`), tone: 'good' })
      done(found)
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  const ask = async (name: 'submit' | 'withdraw') => {
    if (await confirm({ title: t(`runs.ask.${name}`), text: t(`runs.askText.${name}`), yes: t(`runs.do.${name}`) })) step.mutate(name)
  }
  return (
    <>
      {run.state === 'draft' && (
        <Button type="primary" loading={step.isPending} onClick={() => step.mutate('approve')}>
          {t('runs.do.approve')}
        </Button>
      )}
      {run.state === 'approved' && (
        <Button type="primary" loading={step.isPending} onClick={() => void ask('submit')}>
          {t('runs.do.submit')}
        </Button>
      )}
      {(run.state === 'draft' || run.state === 'approved') && <Button onClick={() => void ask('withdraw')}>{t('runs.do.withdraw')}</Button>}
      {run.driver === 'bank' && run.submitted_at && (
        <Button onClick={() => void save(`/finance/payruns/${run.id}/batch.csv`, `${run.number}.csv`).catch((thrown) => toast({ text: refusal(thrown), tone: 'bad' }))}>{t('runs.file')}</Button>
      )}
      {run.driver === 'bank' && run.state === 'submitting' && (
        <Button type="primary" onClick={() => setSettling(true)}>
          {t('runs.do.settle')}
        </Button>
      )}
      {settling && <Settling run={run} onClose={() => setSettling(false)} />}
    </>
  )
}

/** What the bank did: all were paid but those that are ticked. */
function Settling({ run, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useTranslation('money')
  const done = useStep(run)
  const key = useRef(newKey())
  const [reference, setReference] = useState('')
  const [failed, setFailed] = useState<Record<string, string>>({})
  const sent = run.items.filter((one) => one.state === 'sent')
  const settle = useMutation({
    mutationFn: () => api.post<Run>(`/finance/payruns/${run.id}/settle`, { reference, failures: Object.entries(failed).map(([item_id, reason]) => ({ item_id, reason: reason.trim() || t('runs.sentBack') })) }, { key: key.current }),
    onSuccess: (found) => {
      toast({ text: t('runs.did.settle'), tone: 'good' })
      done(found)
      onClose()
    },
    onError: () => (key.current = newKey()),
  })
  const tick = (id: string, on: boolean) =>
    setFailed((all) => {
      const { [id]: _, ...rest } = all
      return on ? { ...rest, [id]: '' } : rest
    })
  return (
    <Sheet
      title={t('runs.do.settle')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!reference.trim()} loading={settle.isPending} onClick={() => settle.mutate()}>
          {t('runs.settleYes', { count: sent.length - Object.keys(failed).length })}
        </Button>
      }
    >
      <label className={look.field}>
        {t('runs.reference')}
        <Input value={reference} maxLength={200} autoFocus onChange={(typed) => setReference(typed.target.value)} />
      </label>
      <p className={look.note}>{t('runs.settleNote')}</p>
      {sent.map((one) => (
        <div key={one.id} className={look.row}>
          <Checkbox checked={one.id in failed} onChange={(press) => tick(one.id, press.target.checked)}>
            {one.agent_name || one.agent_id.slice(-6)} <Money minor={one.net_minor} currency={run.currency} />
          </Checkbox>
          {one.id in failed && <Input size="small" aria-label={t('runs.why')} placeholder={t('runs.sentBack')} maxLength={200} value={failed[one.id]} onChange={(typed) => setFailed((all) => ({ ...all, [one.id]: typed.target.value }))} />}
        </div>
      ))}
      {settle.isError && <p role="alert">{refusal(settle.error)}</p>}
    </Sheet>
  )
}

function TakeBack({ run, item }: { run: Run; item: Item }) {
  const { t } = useTranslation('money')
  const done = useStep(run)
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const take = useMutation({
    mutationFn: () => api.post<Run>(`/finance/payruns/${run.id}/items/${item.id}/reverse`, { reason }),
    onSuccess: (found) => {
      toast({ text: t('runs.did.reverse'), tone: 'good' })
      done(found)
      setOpen(false)
    },
  })
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('runs.do.reverse')}
      </Button>
      {open && (
        <Sheet
          title={t('runs.do.reverse')}
          onClose={() => setOpen(false)}
          foot={
            <Button type="primary" danger disabled={!reason.trim()} loading={take.isPending} onClick={() => take.mutate()}>
              {t('runs.do.reverse')}
            </Button>
          }
        >
          <p>{t(run.driver === 'bank' ? 'runs.reverseBank' : 'runs.reverseStripe')}</p>
          <label className={look.field}>
            {t('runs.why')}
            <Input value={reason} maxLength={200} autoFocus onChange={(typed) => setReason(typed.target.value)} />
          </label>
          {take.isError && <p role="alert">{refusal(take.error)}</p>}
        </Sheet>
      )}
    </>
  )
}
