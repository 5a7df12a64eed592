import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import look from '@/billing/billing.module.css'
import { useMemos } from '@/billing/useMemos'
import { useWords } from '@/billing/useWords'
import { DataTable, Empty, Money, PageHead, Panel, Rows, Tag, TimeText, useList, type Column } from '@/ui'
import { Proven } from './Proven'

type Balance = { account: string; kind: string; owner_name?: string; currency: string; normal_side: string; debits_minor: number; credits_minor: number; balance_minor: number; people?: number }

/** The proof, the trial balance and every transfer. Nothing here is ever changed; what was wrong is moved back by another transfer. */
export default function Ledger() {
  const { t } = useTranslation('billing')
  const balances = useList<Balance>('/finance/ledger')
  const rows = balances.data?.pages.flatMap((page) => page.items) ?? []
  const [each, setEach] = useState(false)
  const [account, setAccount] = useState<Balance>()
  const sums = [...new Set(rows.map((row) => row.currency))].map((currency) => {
    const mine = rows.filter((row) => row.currency === currency)
    return { currency, debits: mine.reduce((sum, row) => sum + row.debits_minor, 0), credits: mine.reduce((sum, row) => sum + row.credits_minor, 0) }
  })
  const most = Math.max(1, ...together(rows).map((row) => Math.abs(row.balance_minor)))
  const columns = useColumns((row) => (row.people ? setEach(true) : setAccount(row)), most)
  return (
    <>
      <PageHead title={t('ledger.title')} lead={t('ledger.lead')} />
      <Proven />
      <Panel
        title={t('ledger.trial')}
        extra={sums.map((one) => (
          <Tag key={one.currency} tone={one.debits === one.credits ? 'good' : 'bad'}>
            {`${one.currency} ${t(one.debits === one.credits ? 'ledger.even' : 'ledger.off')}`}
          </Tag>
        ))}
      >
        {rows.length > 0 && !each ? (
          <Rows rows={together(rows)} columns={columns} rowKey={(row) => row.account} caption={t('ledger.trial')} />
        ) : (
          <DataTable list={balances} columns={columns} rowKey={(row) => row.account} caption={t('ledger.trial')} empty={<Empty title={t('ledger.none')} hint={t('ledger.noneHint')} />} />
        )}
        {rows.length > 0 && (
          <Button style={{ marginTop: 12 }} onClick={() => setEach(!each)}>
            {t(each ? 'ledger.together' : 'ledger.each')}
          </Button>
        )}
      </Panel>
      <Transfers account={account} onAll={() => setAccount(undefined)} />
    </>
  )
}

/** The trial balance's columns; `most` is the largest balance, against which a stroke under each shows its weight. */
function useColumns(open: (row: Balance) => void, most: number): Column<Balance>[] {
  const { t } = useTranslation('billing')
  const word = useWords()
  return [
    {
      key: 'kind',
      title: t('ledger.account'),
      cell: (row) => (
        <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => open(row)}>
          {word('accounts', row.kind)}
        </Button>
      ),
    },
    { key: 'owner', title: t('ledger.owner'), cell: (row) => row.owner_name ?? (row.people ? t('ledger.people', { n: row.people }) : t('ledger.ours')) },
    { key: 'side', title: t('ledger.side'), cell: (row) => t(`ledger.${row.normal_side}`) },
    { key: 'debits', title: t('ledger.debits'), align: 'end', cell: (row) => <Money minor={row.debits_minor} currency={row.currency} /> },
    { key: 'credits', title: t('ledger.credits'), align: 'end', cell: (row) => <Money minor={row.credits_minor} currency={row.currency} /> },
    {
      key: 'balance',
      title: t('ledger.balance'),
      align: 'end',
      cell: (row) => (
        <>
          <Money minor={row.balance_minor} currency={row.currency} />
          <i className={look.weight} data-side={row.normal_side} style={{ width: `${(Math.abs(row.balance_minor) / most) * 100}%` }} aria-hidden="true" />
        </>
      ),
    },
  ]
}

type Transfer = { id: string; debit: string; credit: string; amount_minor: number; currency: string; at: string; memo: string }

/** The transfers of one account, or all of them. */
function Transfers({ account, onAll }: { account: Balance | undefined; onAll: () => void }) {
  const { t } = useTranslation(['billing', 'money'])
  const word = useWords()
  const memo = useMemos()
  const transfers = useList<Transfer>('/finance/ledger/transfers', account ? { account: account.account } : {})
  const name = (id: string) => word('accounts', id.split(':')[0])
  const columns: Column<Transfer>[] = [
    { key: 'at', title: t('ledger.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'memo', title: t('ledger.memo'), cell: (row) => memo(row.memo) },
    { key: 'debit', title: t('ledger.debit'), cell: (row) => name(row.debit) },
    { key: 'credit', title: t('ledger.credit'), cell: (row) => name(row.credit) },
    { key: 'amount', title: t('line.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={row.currency} /> },
  ]
  return (
    <Panel
      title={account ? `${t('ledger.transfers')}: ${[word('accounts', account.kind), account.owner_name].filter(Boolean).join(' · ')}` : t('ledger.transfers')}
      extra={account && <Button onClick={onAll}>{t('money:proof.all')}</Button>}
    >
      <DataTable list={transfers} columns={columns} rowKey={(row) => row.id} caption={t('ledger.transfers')} empty={<Empty title={t('ledger.none')} hint={t('ledger.noneHint')} />} />
    </Panel>
  )
}

/** One row for all agents of a kind: a sale has thousands of them. */
function together(rows: Balance[]): Balance[] {
  const out: Balance[] = []
  for (const row of rows) {
    const same = row.kind.startsWith('agent_') && row.owner_name !== undefined ? out.find((one) => one.kind === row.kind && one.currency === row.currency && one.people) : undefined
    if (same) {
      same.debits_minor += row.debits_minor
      same.credits_minor += row.credits_minor
      same.balance_minor += row.balance_minor
      same.people! += 1
      continue
    }
    const { owner_name, ...rest } = row
    out.push(row.kind.startsWith('agent_') && owner_name !== undefined ? { ...rest, people: 1 } : { ...row })
  }
  return out
}
