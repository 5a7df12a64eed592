import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, usePerson, type Page } from '@/api'
import look from '@/billing/billing.module.css'
import { Async, DataTable, Empty, Money, PageHead, Panel, refusal, Rows, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'
import bars from './receivables.module.css'

type Aged = { brand_id: string; brand_name: string; currency: string; documents: number; current_minor: number; to_30_minor: number; to_60_minor: number; to_90_minor: number; over_90_minor: number; disputed_minor: number; written_off_minor: number }
type WriteOff = { id: string; brand_name: string; invoice_id: string; number: string; amount_minor: number; currency: string; reason: string; state: 'asked' | 'approved' | 'declined'; asked_by: string; asked_at: string; answered_at?: string }

const ages = ['current_minor', 'to_30_minor', 'to_60_minor', 'to_90_minor', 'over_90_minor'] as const
const toneOf: Record<string, Tone> = { asked: 'warn', approved: 'bad', declined: 'plain' }

/** What is owed by how late it is, and what two people gave up. */
export default function Receivables() {
  const { t } = useTranslation('billing')
  const query = useQuery({ queryKey: ['/finance/ageing'], queryFn: ({ signal }) => api.get<Page<Aged>>('/finance/ageing', { signal }) })
  const person = usePerson()
  const offs = useList<WriteOff>('/finance/write-offs')
  const columns: Column<WriteOff>[] = [
    { key: 'bill', title: t('invoices.one'), cell: (row) => <Link to={`/finance/invoices/${row.invoice_id}`}>{row.brand_name} · {row.number}</Link> },
    { key: 'reason', title: t('owed.reason'), cell: (row) => row.reason },
    { key: 'amount', title: t('line.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={row.currency} /> },
    { key: 'asked', title: t('owed.askedAt'), cell: (row) => <TimeText at={row.asked_at} /> },
    { key: 'state', title: t('invoices.status'), cell: (row) => <Tag tone={toneOf[row.state] ?? 'plain'}>{t(`owed.${row.state}`)}</Tag> },
    { key: 'act', title: t('disputes.answer'), cell: (row) => (row.state === 'asked' ? <Agree row={row} mine={row.asked_by === person.id} /> : row.answered_at ? <TimeText at={row.answered_at} /> : '–') },
  ]
  return (
    <>
      <PageHead title={t('owed.title')} lead={t('owed.lead')} />
      <Panel title={t('owed.ageing')} note={t('owed.ageingNote')}>
        <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('owed.none')} hint={t('owed.noneHint')} />}>
          {(found) => <Ages rows={found.items} />}
        </Async>
      </Panel>
      <Panel title={t('owed.writeOffs')} note={t('owed.writeOffsNote')}>
        <DataTable list={offs} columns={columns} rowKey={(row) => row.id} caption={t('owed.writeOffs')} empty={<Empty title={t('owed.noOffs')} hint={t('owed.noOffsHint')} />} />
      </Panel>
    </>
  )
}

/** One bar a brand, cut by age, and the same as a table. */
function Ages({ rows }: { rows: Aged[] }) {
  const { t } = useTranslation('billing')
  const most = Math.max(1, ...rows.map((row) => ages.reduce((sum, age) => sum + row[age], 0)))
  const columns: Column<Aged>[] = [
    { key: 'brand', title: t('invoices.brand'), cell: (row) => row.brand_name },
    {
      key: 'bar',
      title: t('owed.share'),
      cell: (row) => (
        <span className={bars.bar} aria-hidden>
          {ages.map((age) => row[age] > 0 && <i key={age} className={bars[age]} style={{ width: `${(row[age] / most) * 100}%` }} />)}
        </span>
      ),
    },
    ...ages.map((age): Column<Aged> => ({ key: age, title: t(`owed.${age}`), align: 'end', cell: (row) => <Money minor={row[age]} currency={row.currency} /> })),
    { key: 'disputed', title: t('owed.disputed'), align: 'end', cell: (row) => <Money minor={row.disputed_minor} currency={row.currency} /> },
    { key: 'lost', title: t('owed.lost'), align: 'end', cell: (row) => <Money minor={row.written_off_minor} currency={row.currency} /> },
  ]
  return <Rows rows={rows} columns={columns} rowKey={(row) => row.brand_id + row.currency} caption={t('owed.ageing')} />
}

/** The second person's answer; who asked waits for them. */
function Agree({ row, mine }: { row: WriteOff; mine: boolean }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const answer = useMutation({
    mutationFn: (agree: boolean) => api.post(`/finance/write-offs/${row.id}/answer`, { agree }),
    onSuccess: () => {
      toast({ text: t('owed.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/write-offs'] })
      void queries.invalidateQueries({ queryKey: ['/finance/ageing'] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  if (mine) return <span className={look.note}>{t('owed.another')}</span>
  return (
    <div className={look.row}>
      <Button size="small" danger loading={answer.isPending} onClick={() => answer.mutate(true)}>{t('owed.agree')}</Button>
      <Button size="small" onClick={() => answer.mutate(false)}>{t('owed.decline')}</Button>
    </div>
  )
}
