import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import look from '@/billing/billing.module.css'
import { useWords } from '@/billing/useWords'
import { confirm, DataTable, Empty, PageHead, Panel, refusal, Sheet, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'

type Excusal = { id: string; brand_name: string; channel?: string; from: string; till: string; reason: string; evidence?: string; side: 'brand' | 'platform'; state: string; proposed_at: string; answer?: string }

const toneOf: Record<string, Tone> = { proposed: 'warn', signed: 'good', declined: 'bad', withdrawn: 'plain' }

/** Outages that one side proposes and the other signs: only then no guarantee measures what happened in them. */
export function Excusals({ path, side, brands }: { path: string; side: 'brand' | 'platform'; brands?: { id: string; name: string }[] }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const [adding, setAdding] = useState(false)
  const list = useList<Excusal>(path)
  const columns: Column<Excusal>[] = [
    ...(brands ? [{ key: 'brand', title: t('invoices.brand'), cell: (row: Excusal) => row.brand_name }] : []),
    { key: 'when', title: t('excusals.when'), cell: (row) => <><TimeText at={row.from} /> – <TimeText at={row.till} /></> },
    { key: 'channel', title: t('excusals.channel'), cell: (row) => (row.channel ? word('platforms', row.channel) : t('excusals.everyChannel')) },
    { key: 'reason', title: t('excusals.reason'), cell: (row) => <>{row.reason}{row.evidence && <span className={look.note}> {row.evidence}</span>}</> },
    { key: 'side', title: t('excusals.proposedBy'), cell: (row) => t(`excusals.${row.side}`) },
    { key: 'state', title: t('invoices.status'), cell: (row) => <Tag tone={toneOf[row.state] ?? 'plain'}>{t(`excusals.${row.state}`)}</Tag> },
    { key: 'act', title: t('disputes.answer'), cell: (row) => (row.state === 'proposed' ? <Act row={row} path={path} mine={row.side === side} /> : row.answer || '–') },
  ]
  return (
    <>
      <PageHead title={t('excusals.title')} lead={t('excusals.lead')} actions={<Button type="primary" onClick={() => setAdding(true)}>{t('excusals.propose')}</Button>} />
      <Panel>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('excusals.title')} empty={<Empty title={t('excusals.none')} hint={t('excusals.noneHint')} />} />
      </Panel>
      {adding && <Proposing path={path} {...(brands ? { brands } : {})} onClose={() => setAdding(false)} />}
    </>
  )
}

function Act({ row, path, mine }: { row: Excusal; path: string; mine: boolean }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: (how: 'sign' | 'decline' | 'withdraw') => (how === 'withdraw' ? api.post(`${path}/${row.id}/withdraw`) : api.post(`${path}/${row.id}/answer`, { sign: how === 'sign' })),
    onSuccess: () => {
      toast({ text: t('excusals.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: [path] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  if (mine) return <Button size="small" loading={act.isPending} onClick={() => act.mutate('withdraw')}>{t('excusals.withdraw')}</Button>
  const sign = async () => {
    if (await confirm({ title: t('excusals.signAsk'), text: t('excusals.signText'), yes: t('excusals.sign') })) act.mutate('sign')
  }
  return (
    <div className={look.row}>
      <Button size="small" type="primary" loading={act.isPending} onClick={() => void sign()}>{t('excusals.sign')}</Button>
      <Button size="small" onClick={() => act.mutate('decline')}>{t('excusals.decline')}</Button>
    </div>
  )
}

function Proposing({ path, brands, onClose }: { path: string; brands?: { id: string; name: string }[]; onClose: () => void }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const key = useRef(newKey())
  const [brand, setBrand] = useState(brands?.[0]?.id)
  const [span, setSpan] = useState<[Dayjs, Dayjs]>()
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState('')
  const propose = useMutation({
    mutationFn: () => api.post(path, { ...(brand ? { brand_id: brand } : {}), from: span![0].toISOString(), till: span![1].toISOString(), reason, evidence }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('excusals.proposedDone'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: [path] })
      onClose()
    },
    onError: () => (key.current = newKey()),
  })
  return (
    <Sheet title={t('excusals.propose')} onClose={onClose} foot={<Button type="primary" disabled={!span || !reason.trim()} loading={propose.isPending} onClick={() => propose.mutate()}>{t('excusals.propose')}</Button>}>
      <p className={look.note}>{t('excusals.rule')}</p>
      {brands && (
        <label className={look.field}>
          {t('invoices.brand')}
          <Select value={brand ?? null} onChange={setBrand} options={brands.map((one) => ({ value: one.id, label: one.name }))} getPopupContainer={(field) => field.parentElement!} />
        </label>
      )}
      <label className={look.field}>
        {t('excusals.when')}
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" onChange={(chosen) => setSpan(chosen?.[0] && chosen[1] ? [chosen[0], chosen[1]] : undefined)} getPopupContainer={(field) => field.parentElement!} />
      </label>
      <label className={look.field}>
        {t('excusals.reason')}
        <Input.TextArea value={reason} maxLength={2000} rows={3} onChange={(typed) => setReason(typed.target.value)} />
      </label>
      <label className={look.field}>
        {t('excusals.evidence')}
        <Input value={evidence} maxLength={2000} onChange={(typed) => setEvidence(typed.target.value)} />
      </label>
      {propose.isError && <p role="alert">{refusal(propose.error)}</p>}
    </Sheet>
  )
}
