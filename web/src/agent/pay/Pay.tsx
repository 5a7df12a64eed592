import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { byDay } from '@/billing/shape'
import { useWords } from '@/billing/useWords'
import { Async, DurationText, Empty, Grid, Money, PageHead, Panel, Rows, StatCard, Tag, TimeText, type Column } from '@/ui'
import { BarPay } from '@/ui/charts'
import { tones } from '@/money/shape'
import { PaidTo } from './PaidTo'

type Earning = { id: string; source: string; about: string; brand_name?: string; starts: string; worked_ms: number; rate_minor: number; amount_minor: number; currency: string; statement_id: string }
type Statement = { id: string; currency: string; period_from: string; period_till: string; total_minor: number; state: string; reason?: string; paid_at?: string }
type Pay = { statements: Statement[]; earnings: Earning[]; open: { currency: string; total_minor: number }[] }

/** What I earned, by day and by shift; every line adds up to a statement. */
export default function PayPage() {
  const { t } = useTranslation('billing')
  const query = useQuery({ queryKey: ['/agent/pay'], queryFn: ({ signal }) => api.get<Pay>('/agent/pay', { signal }) })
  return (
    <>
      <PageHead title={t('pay.title')} lead={t('pay.lead')} />
      <PaidTo />
      <Async query={query} isEmpty={(pay) => pay.earnings.length === 0 && pay.statements.length === 0} empty={<Panel><Empty title={t('pay.none')} hint={t('pay.noneHint')} /></Panel>}>
        {(pay) => <Found pay={pay} />}
      </Async>
    </>
  )
}

function Found({ pay }: { pay: Pay }) {
  const { t } = useTranslation('billing')
  const currency = pay.earnings[0]?.currency ?? pay.statements[0]?.currency ?? 'CNY'
  const mine = pay.earnings.filter((one) => one.currency === currency)
  const groups: { key: string; statement?: Statement; rows: Earning[] }[] = [
    ...pay.statements.map((statement) => ({ key: statement.id, statement, rows: pay.earnings.filter((one) => one.statement_id === statement.id) })),
  ]
  const open = pay.earnings.filter((one) => !one.statement_id)
  if (open.length > 0) groups.unshift({ key: 'open', rows: open })
  return (
    <>
      <Grid of="stats">
        {pay.open.map((one) => (
          <StatCard key={one.currency} label={t('pay.open')} figure={<Money minor={one.total_minor} currency={one.currency} />} foot={t('pay.openNote')} />
        ))}
        <StatCard label={t('pay.hours')} figure={<DurationText ms={mine.reduce((sum, one) => sum + one.worked_ms, 0)} />} foot={t('pay.hoursNote')} />
        <StatCard label={t('pay.closed')} figure={<Money minor={pay.statements.filter((one) => one.currency === currency).reduce((sum, one) => sum + one.total_minor, 0)} currency={currency} />} foot={t('pay.closedNote')} />
      </Grid>
      <Panel>
        <BarPay title={t('pay.byDay')} days={byDay(mine)} currency={currency} />
      </Panel>
      {groups.map((group) => (
        <Group key={group.key} statement={group.statement} rows={group.rows} />
      ))}
    </>
  )
}

function Group({ statement, rows }: { statement: Statement | undefined; rows: Earning[] }) {
  const { t } = useTranslation(['billing', 'money'])
  const word = useWords()
  const columns: Column<Earning>[] = [
    { key: 'what', title: t('pay.what'), cell: (row) => `${word('sources', row.source)}${row.brand_name ? ` · ${row.brand_name}` : ''}` },
    { key: 'when', title: t('pay.when'), cell: (row) => <TimeText at={row.starts} /> },
    { key: 'worked', title: t('pay.worked'), align: 'end', cell: (row) => (row.worked_ms > 0 ? <DurationText ms={row.worked_ms} /> : row.about) },
    { key: 'rate', title: t('pay.rate'), align: 'end', cell: (row) => (row.rate_minor > 0 ? <Money minor={row.rate_minor} currency={row.currency} /> : '–') },
    { key: 'amount', title: t('line.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={row.currency} /> },
  ]
  return (
    <Panel
      title={statement ? t('pay.statement') : t('pay.open')}
      extra={statement && <><Tag tone={tones[statement.state] ?? 'plain'}>{t(`money:pay.states.${statement.state}`, { defaultValue: statement.state })}{statement.reason && ` · ${statement.reason}`}</Tag> <Money minor={statement.total_minor} currency={statement.currency} /></>}
      {...(statement ? {} : { note: t('pay.openNote') })}
    >
      <Rows rows={rows} columns={columns} rowKey={(row) => row.id} caption={t('pay.what')} />
    </Panel>
  )
}
