import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { useMemos } from '@/billing/useMemos'
import { Async, Empty, Grid, Money, Panel, Rows, ShareText, StatCard, TimeText, type Column } from '@/ui'
import type { Referral, Wallet as Held } from './shape'

/** What a brand has with us: its balance, how it came about, and what it is thanked with. */
export function Wallet({ path }: { path: string }) {
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Held>(path, { signal }) })
  return <Async query={query}>{(held) => <Found held={held} />}</Async>
}

function Found({ held }: { held: Held }) {
  const { t } = useTranslation(['money', 'billing']) // a note is said in the bill's words
  const memo = useMemos()
  const columns: Column<Held['moves'][number]>[] = [
    { key: 'at', title: t('wallet.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'kind', title: t('wallet.kind'), cell: (row) => t(`wallet.kinds.${row.kind}`, { defaultValue: row.kind }) },
    { key: 'memo', title: t('wallet.memo'), cell: (row) => memo(row.memo) },
    { key: 'amount', title: t('wallet.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={held.currency} /> },
  ]
  return (
    <>
      <Grid of="stats">
        <StatCard label={t('wallet.balance')} figure={<Money minor={held.balance_minor} currency={held.currency} />} foot={t('wallet.balanceNote')} />
        <StatCard label={t('wallet.waiting')} figure={<Money minor={held.waiting_minor} currency={held.currency} />} foot={t('wallet.waitingNote')} />
      </Grid>
      <Panel title={t('wallet.moves')}>
        {held.moves.length === 0 ? <Empty title={t('wallet.none')} hint={t('wallet.noneHint')} /> : <Rows rows={held.moves} columns={columns} rowKey={(row) => row.at + row.memo + row.amount_minor} caption={t('wallet.moves')} />}
      </Panel>
      <Panel title={t('rebates.title')} note={t('rebates.rule')}>
        {held.referrals.length === 0 ? <Empty title={t('rebates.none')} hint={t('rebates.brandHint')} /> : <Referrals rows={held.referrals} />}
      </Panel>
    </>
  )
}

/** Who brought whom, and what came of it. */
export function Referrals({ rows }: { rows: Referral[] }) {
  const { t } = useTranslation('money')
  const columns: Column<Referral>[] = [
    { key: 'who', title: t('rebates.who'), cell: (row) => `${row.referrer_name} → ${row.referred_name || row.referred_id.slice(-6)}` },
    { key: 'terms', title: t('rebates.terms'), cell: (row) => <><ShareText bp={row.bp} /> · {t('rebates.months', { count: row.months })}</> },
    { key: 'till', title: t('rebates.till'), cell: (row) => <TimeText at={row.till} style="date" /> },
    { key: 'cap', title: t('rebates.cap'), align: 'end', cell: (row) => <Money minor={row.cap_minor} currency={row.currency} /> },
    { key: 'accrued', title: t('rebates.accrued'), align: 'end', cell: (row) => <Money minor={row.accrued_minor} currency={row.currency} /> },
    { key: 'released', title: t('rebates.released'), align: 'end', cell: (row) => <Money minor={row.released_minor} currency={row.currency} /> },
  ]
  return <Rows rows={rows} columns={columns} rowKey={(row) => row.id} caption={t('rebates.title')} />
}
