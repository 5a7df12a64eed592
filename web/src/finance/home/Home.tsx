import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, usePerson, useTopic, type Page } from '@/api'
import { Bills } from '@/billing/Bills'
import { Floors } from '@/billing/Floors'
import type { Dispute, Exposure, Head, Status } from '@/billing/shape'
import { Async, CountText, Empty, Grid, Journey, Money, PageHead, Panel, StatCard } from '@/ui'
import { Disputes } from '../invoices/Disputes'
import { useBrands } from '../rebates/useBrands'
import { Course } from './Course'

const way = ['outcome', 'rate', 'invoice', 'dispute', 'pay'] as const

/** What waits for finance: drafts, bills to be paid, disputes, and what running sales cost in guarantees. */
export default function Home() {
  const { t } = useTranslation(['finance', 'billing'])
  const person = usePerson()
  const ask = <T,>(path: string, query = {}, every: number | false = false) => ({ queryKey: [path, query], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Page<T>>(path, { query, signal }), refetchInterval: every })
  const all = (key: string, statuses: Status[]) => ({
    queryKey: ['/finance/invoices', key],
    queryFn: async ({ signal }: { signal: AbortSignal }) => (await Promise.all(statuses.map((status) => api.get<Page<Head>>('/finance/invoices', { query: { status }, signal })))).map((page) => page.items),
  })
  const drafts = useQuery(all('before', ['collecting', 'draft', 'review', 'approved']))
  const open = useQuery(all('owed', ['issued', 'partially_paid']))
  const [collecting = [], ...looked] = drafts.data ?? []
  const unpaid = (open.data ?? []).flat()
  const disputes = useQuery(ask<Dispute>('/finance/disputes', { state: 'opened' }))
  const running = useQuery(ask<Exposure>('/finance/exposure', {}, 5_000))
  const again = () => void Promise.all([drafts.refetch(), open.refetch(), disputes.refetch()])
  useTopic('floor:all', (push) => (push.kind === 'invoice' || push.kind === 'dispute') && again(), again)
  const owed = running.data?.items ?? []
  const named = new Map(useBrands().map((one) => [one.id, one.name]))
  return (
    <>
      <PageHead title={t('home.hello', { name: person.name })} lead={t('home.lead')} />
      <Grid of="stats">
        <StatCard label={t('home.drafts')} figure={drafts.data ? <CountText n={drafts.data.flat().length} /> : '–'} foot={drafts.data ? t('home.draftsOf', { collecting: collecting.length, draft: looked[0]?.length ?? 0, review: looked[1]?.length ?? 0, approved: looked[2]?.length ?? 0 }) : t('home.draftsNote')} to="/finance/invoices" />
        <StatCard label={t('home.unpaid')} figure={open.data ? <CountText n={unpaid.length} /> : '–'} foot={unpaid[0] && <Money minor={sum(unpaid)} currency={unpaid[0].currency} />} to="/finance/invoices" />
        <StatCard label={t('home.disputes')} figure={disputes.data ? <CountText n={disputes.data.items.length} /> : '–'} foot={t('home.disputesNote')} to="/finance/disputes" />
        <StatCard label={t('home.exposure')} figure={owed[0] ? <Money minor={owed.filter((one) => one.currency === owed[0]!.currency).reduce((all, one) => all + one.compensation_minor, 0)} currency={owed[0].currency} /> : '–'} foot={t('home.exposureNote')} />
      </Grid>
      {(disputes.data?.items.length ?? 0) > 0 && (
        <Panel title={t('home.disputes')}>
          <Disputes rows={disputes.data!.items} currency={unpaid[0]?.currency ?? owed[0]?.currency ?? 'CNY'} />
        </Panel>
      )}
      <Panel title={t('home.list')}>
        <Bills path="/finance/invoices" link="/finance/invoices" brand />
      </Panel>
      <Panel title={t('home.exposure')} note={t('home.exposureLead')}>
        <Async query={running} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('home.emptyTitle')} hint={t('home.emptyHint')} />}>
          {(found) => (
            <>
              {found.items.map((one) => (
                <Grid of="wide" key={one.brand_id}>
                  <Course brand={one.brand_id} name={named.get(one.brand_id)} />
                  <div>
                    <Floors floors={one.floors} currency={one.currency} />
                  </div>
                </Grid>
              ))}
            </>
          )}
        </Async>
      </Panel>
      <Panel title={t('home.way')}>
        <Journey steps={way.map((key) => ({ key, title: t(`home.steps.${key}.title`), text: t(`home.steps.${key}.text`) }))} />
      </Panel>
    </>
  )
}

function sum(bills: Head[]): number {
  return bills.filter((one) => one.currency === bills[0]!.currency).reduce((all, one) => all + one.owed_minor, 0)
}
