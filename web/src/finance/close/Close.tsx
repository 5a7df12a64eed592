import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, session } from '@/api'
import look from '@/billing/billing.module.css'
import { Async, confirm, CountText, PageHead, Panel, refusal, Rows, Tag, TimeText, toast, type Column } from '@/ui'

type Check = { kind: string; open: number; must: boolean; whose: string }
type Checklist = { till: string; closed_till?: string; ready: boolean; checks: Check[]; closes: { till: string; closed_at: string }[] }

const pageOf: Record<string, string> = {
  drafts: '/finance/invoices', undrafted: '/finance/invoices', disputes: '/finance/disputes', holds: '/finance/holds', excusals: '/finance/excusals', differences: '/finance/reconciliation',
  calls: '/finance/reconciliation', payruns: '/finance/payruns', statements: '/finance/statements', write_offs: '/finance/receivables', fapiaos: '/finance/papers', conflicts: '/finance/facts',
}

/** The first of this month, by the program's clock: what is usually closed. */
function monthStart(): string {
  const now = new Date(session.serverNow())
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-01`
}

/** What stands open of a time, who must do it, and the close of the books. */
export default function Close() {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [day, setDay] = useState(monthStart)
  const till = Number.isNaN(Date.parse(day)) ? '' : new Date(`${day}T00:00:00`).toISOString()
  const query = useQuery({ queryKey: ['/finance/close', till], enabled: till !== '', queryFn: ({ signal }) => api.get<Checklist>('/finance/close', { query: { till }, signal }) })
  const close = useMutation({
    mutationFn: () => api.post<Checklist>('/finance/close', { till }),
    onSuccess: () => {
      toast({ text: t('close.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/close'] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  const ask = async () => {
    if (await confirm({ title: t('close.ask'), text: t('close.askText'), yes: t('close.close') })) close.mutate()
  }
  const columns: Column<Check>[] = [
    { key: 'what', title: t('close.what'), cell: (row) => <Link to={pageOf[row.kind] ?? '/finance'}>{t(`close.kinds.${row.kind}`)}</Link> },
    { key: 'open', title: t('close.open'), align: 'end', cell: (row) => <CountText n={row.open} /> },
    { key: 'state', title: t('invoices.status'), cell: (row) => <Tag tone={row.open === 0 ? 'good' : row.must ? 'bad' : 'warn'}>{t(row.open === 0 ? 'close.clear' : row.must ? 'close.must' : 'close.look')}</Tag> },
    { key: 'whose', title: t('close.whose'), cell: (row) => t(`close.who.${row.whose}`) },
  ]
  return (
    <>
      <PageHead title={t('close.title')} lead={t('close.lead')} actions={<Button type="primary" disabled={!query.data?.ready} loading={close.isPending} onClick={() => void ask()}>{t('close.close')}</Button>} />
      <Panel title={t('close.list')} extra={query.data?.closed_till && <Tag tone="plain">{t('close.closedTill')} <TimeText at={query.data.closed_till} /></Tag>}>
        <label className={look.field} style={{ marginBottom: 16 }}>
          {t('close.till')}
          <span className={look.row}>
            <Input type="date" value={day} style={{ width: 180 }} onChange={(typed) => setDay(typed.target.value)} />
            {till && <span className={look.note}><TimeText at={till} /></span>}
          </span>
        </label>
        <Async query={query}>{(found) => <Rows rows={found.checks} columns={columns} rowKey={(row) => row.kind} caption={t('close.list')} />}</Async>
      </Panel>
    </>
  )
}
