import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey, type Page } from '@/api'
import look from '@/billing/billing.module.css'
import { Async, confirm, CountText, Empty, Money, Panel, refusal, Rows, Sheet, TimeText, toast, type Column } from '@/ui'
import { useBrands } from './useBrands'

type Season = { brand_id: string; brand_name: string; rule_id: string; from: string; till: string; qty: number; target_minor: number; delta_minor: number; currency: string; at: string }

const path = '/finance/seasons'

/** What a season's tiered rebate came to each time it was reckoned; settling again moves only the difference. */
export function Seasons() {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Page<Season>>(path, { signal }) })
  const key = useRef(newKey())
  const again = useMutation({
    mutationFn: (row: Season) => api.post(path, { brand_id: row.brand_id, from: row.from, till: row.till }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('seasons.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: [path] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
    onSettled: () => (key.current = newKey()),
  })
  const settle = async (row: Season) => {
    if (await confirm({ title: t('seasons.ask'), text: t('seasons.askText'), yes: t('seasons.settle') })) again.mutate(row)
  }
  // The newest reckoning of a season is the one that may be reckoned again.
  const newest = (row: Season, all: Season[]) => all.find((one) => one.brand_id === row.brand_id && one.from === row.from && one.till === row.till) === row
  const columns = (all: Season[]): Column<Season>[] => [
    { key: 'brand', title: t('seasons.brand'), cell: (row) => row.brand_name },
    { key: 'span', title: t('seasons.span'), cell: (row) => <><TimeText at={row.from} style="date" /> – <TimeText at={row.till} style="date" /></> },
    { key: 'qty', title: t('seasons.qty'), align: 'end', cell: (row) => <CountText n={row.qty} /> },
    { key: 'target', title: t('seasons.target'), align: 'end', cell: (row) => <Money minor={row.target_minor} currency={row.currency} /> },
    { key: 'delta', title: t('seasons.delta'), align: 'end', cell: (row) => <Money minor={row.delta_minor} currency={row.currency} signed /> },
    { key: 'at', title: t('seasons.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'act', title: t('seasons.act'), cell: (row) => (newest(row, all) ? <Button size="small" loading={again.isPending} onClick={() => void settle(row)}>{t('seasons.again')}</Button> : '–') },
  ]
  return (
    <Panel title={t('seasons.title')} note={t('seasons.note')} extra={<Button onClick={() => setAsking(true)}>{t('seasons.settle')}</Button>}>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('seasons.none')} hint={t('seasons.noneHint')} />}>
        {(found) => <Rows rows={found.items} columns={columns(found.items)} rowKey={(row) => row.brand_id + row.rule_id + row.at} caption={t('seasons.title')} />}
      </Async>
      {asking && <Settling onClose={() => setAsking(false)} />}
    </Panel>
  )
}

/** Names a brand and the season of its contract. */
function Settling({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const key = useRef(newKey())
  const brands = useBrands()
  const [brand, setBrand] = useState<string>()
  const [span, setSpan] = useState<[Dayjs, Dayjs]>()
  const chosen = brand ?? brands[0]?.id
  const settle = useMutation({
    mutationFn: () => api.post<Page<Season>>(path, { brand_id: chosen, from: span![0].toISOString(), till: span![1].toISOString() }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('seasons.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: [path] })
      onClose()
    },
    onError: () => (key.current = newKey()),
  })
  return (
    <Sheet
      title={t('seasons.settle')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!chosen || !span} loading={settle.isPending} onClick={() => settle.mutate()}>
          {t('seasons.settle')}
        </Button>
      }
    >
      <p className={look.note}>{t('seasons.rule')}</p>
      <label className={look.field}>
        {t('seasons.brand')}
        <Select value={chosen ?? null} onChange={setBrand} options={brands.map((one) => ({ value: one.id, label: one.name }))} getPopupContainer={(field) => field.parentElement!} />
      </label>
      <label className={look.field}>
        {t('seasons.span')}
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" onChange={(picked) => setSpan(picked?.[0] && picked[1] ? [picked[0], picked[1]] : undefined)} getPopupContainer={(field) => field.parentElement!} />
      </label>
      {settle.isError && <p role="alert">{refusal(settle.error)}</p>}
    </Sheet>
  )
}
