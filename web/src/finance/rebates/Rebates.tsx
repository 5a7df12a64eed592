import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Page } from '@/api'
import look from '@/billing/billing.module.css'
import { decimalOf, decimalsOf, minorOf } from '@/money/decimals'
import { Referrals } from '@/money/Wallet'
import type { Accrual, Referral } from '@/money/shape'
import { Async, Empty, Money, PageHead, Panel, refusal, Rows, Sheet, Tag, TimeText, toast, type Column } from '@/ui'
import { Seasons } from './Seasons'
import { useBrands } from './useBrands'

/** Brands that brought brands, what payments earn them, and every brand's balance. */
export default function Rebates() {
  const { t } = useTranslation('money')
  const [adding, setAdding] = useState(false)
  const referrals = useQuery({ queryKey: ['/finance/referrals'], queryFn: ({ signal }) => api.get<Page<Referral>>('/finance/referrals', { signal }) })
  const accruals = useQuery({ queryKey: ['/finance/accruals'], queryFn: ({ signal }) => api.get<Page<Accrual>>('/finance/accruals', { signal }) })
  const brands = useBrands()
  return (
    <>
      <PageHead
        title={t('rebates.title')}
        lead={t('rebates.lead')}
        actions={
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('rebates.add')}
          </Button>
        }
      />
      <Panel title={t('rebates.referrals')} note={t('rebates.rule')}>
        <Async query={referrals} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('rebates.none')} hint={t('rebates.noneHint')} />}>
          {(found) => <Referrals rows={found.items} />}
        </Async>
      </Panel>
      <Panel title={t('rebates.accruals')} note={t('rebates.accrualsNote')}>
        <Async query={accruals} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('rebates.noAccrual')} hint={t('rebates.noAccrualHint')} />}>
          {(found) => <Accruals rows={found.items} of={referrals.data?.items ?? []} />}
        </Async>
      </Panel>
      <Seasons />
      <Panel title={t('wallet.title')} note={t('wallet.financeNote')}>
        <ul className={look.stack} style={{ listStyle: 'none', padding: 0, margin: 0 }}>
          {brands.map((brand) => (
            <li key={brand.id}>
              <Link to={`/finance/wallets/${brand.id}`}>{brand.name}</Link>
            </li>
          ))}
        </ul>
      </Panel>
      {adding && <Adding onClose={() => setAdding(false)} />}
    </>
  )
}

function Accruals({ rows, of }: { rows: Accrual[]; of: Referral[] }) {
  const { t } = useTranslation('money')
  const brought = new Map(of.map((one) => [one.id, one.referred_name]))
  const columns: Column<Accrual>[] = [
    { key: 'at', title: t('rebates.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'from', title: t('rebates.referred_id'), cell: (row) => brought.get(row.referral_id) ?? '–' },
    { key: 'doc', title: t('rebates.document'), cell: (row) => <Link to={`/finance/invoices/${row.document_id}`}>{t('rebates.open')}</Link> },
    { key: 'state', title: t('rebates.state'), cell: (row) => <Tag tone={row.released_at ? 'good' : 'plain'}>{row.released_at ? t('rebates.inWallet') : t('rebates.waits')}</Tag> },
    { key: 'available', title: t('rebates.availableAt'), cell: (row) => <TimeText at={row.available_at} style="date" /> },
    { key: 'base', title: t('rebates.base'), align: 'end', cell: (row) => <Money minor={row.base_minor} currency={row.currency} /> },
    { key: 'delta', title: t('rebates.delta'), align: 'end', cell: (row) => <Money minor={row.delta_minor} currency={row.currency} signed /> },
  ]
  return <Rows rows={rows} columns={columns} rowKey={(row) => row.referral_id + row.document_id} caption={t('rebates.accruals')} />
}

function Adding({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const options = useBrands().map((brand) => ({ value: brand.id, label: brand.name }))
  const [ask, setAsk] = useState({ referrer_id: '', referred_id: '', months: 3, bp: 300, cap: '5000' })
  const currency = useCurrency(ask.referrer_id)
  const refer = useMutation({
    mutationFn: () => api.post('/finance/referrals', { referrer_id: ask.referrer_id, referred_id: ask.referred_id, months: ask.months, bp: ask.bp, cap_minor: minorOf(ask.cap, currency) }),
    onSuccess: () => {
      toast({ text: t('rebates.added'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/referrals'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('rebates.add')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!ask.referrer_id || !ask.referred_id} loading={refer.isPending} onClick={() => refer.mutate()}>
          {t('rebates.add')}
        </Button>
      }
    >
      {(['referrer_id', 'referred_id'] as const).map((field) => (
        <label key={field} className={look.field}>
          {t(`rebates.${field}`)}
          <Select showSearch optionFilterProp="label" getPopupContainer={(at) => at.parentElement ?? document.body} options={options} value={ask[field] || undefined} onChange={(id: string) => setAsk({ ...ask, [field]: id })} />
        </label>
      ))}
      <label className={look.field}>
        {t('rebates.share')}
        <InputNumber min={0.01} max={20} step={0.5} value={ask.bp / 100} suffix="%" onChange={(n) => setAsk({ ...ask, bp: Math.round((n ?? 0) * 100) })} />
      </label>
      <label className={look.field}>
        {t('rebates.forMonths')}
        <InputNumber min={1} max={60} precision={0} value={ask.months} onChange={(n) => setAsk({ ...ask, months: n ?? 1 })} />
      </label>
      <label className={look.field}>
        {t('rebates.cap')}
        <InputNumber<string> stringMode min={decimalOf(1, currency)} precision={decimalsOf(currency)} suffix={currency} value={ask.cap} onChange={(typed) => setAsk({ ...ask, cap: typed ?? '0' })} />
      </label>
      {refer.isError && <p role="alert">{refusal(refer.error)}</p>}
    </Sheet>
  )
}

/** The currency that a brand is thanked in: that of its balance. */
function useCurrency(brand: string): string {
  const path = `/finance/brands/${brand}/wallet`
  const wallet = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<{ currency: string }>(path, { signal }), enabled: brand !== '' })
  return wallet.data?.currency ?? 'CNY'
}
