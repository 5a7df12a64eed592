import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import look from '@/billing/billing.module.css'
import { Bills } from '@/billing/Bills'
import { Floors } from '@/billing/Floors'
import { keyOfLine, LineName, Lines } from '@/billing/Lines'
import { Parts } from '@/billing/Parts'
import type { Exposure } from '@/billing/shape'
import { Async, CountText, Empty, Grid, Money, PageHead, Panel, StatCard, TimeText } from '@/ui'

/** The bill as it stands while the sale runs, what the guarantees would pay back, and the invoices. */
export default function Bill() {
  const { t } = useTranslation('billing')
  const query = useQuery({ queryKey: ['/brand/bill'], queryFn: ({ signal }) => api.get<Exposure>('/brand/bill', { signal }), refetchInterval: 1_000, retry: (count, thrown) => count < 2 && asFault(thrown).passing })
  const none = query.isError && asFault(query.error).code === 'contract_missing'
  return (
    <>
      <PageHead title={t('bill.title')} lead={t('bill.lead')} actions={<span className={look.row}><Link to="/brand/bill/wallet">{t('bill.wallet')}</Link> <Link to="/brand/bill/details">{t('bill.details')}</Link> <Link to="/brand/bill/excusals">{t('excusals.title')}</Link></span>} />
      {none ? (
        <Panel>
          <Empty title={t('bill.none')} hint={t('bill.noneHint')} />
        </Panel>
      ) : (
        <Async query={query}>
          {(now) => (
            <>
              <Grid of="stats">
                <StatCard label={t('bill.soFar')} figure={<Money minor={now.total_minor} currency={now.currency} />} foot={<>{t('chain.asOf')} <TimeText at={now.at} style="time" /></>} />
                <StatCard label={t('bill.back')} figure={<Money minor={now.compensation_minor} currency={now.currency} />} foot={t('bill.backNote')} />
                <StatCard label={t('bill.outcomes')} figure={<CountText n={now.outcomes} />} foot={t('bill.outcomesNote')} />
              </Grid>
              <Panel title={t('floors.title')} note={t('floors.note')}>
                <Floors floors={now.floors} currency={now.currency} />
              </Panel>
              <Panel title={t('bill.running')}>
                {now.lines.length === 0 ? (
                  <Empty title={t('bill.quiet')} />
                ) : (
                  <>
                    <Parts currency={now.currency} parts={now.lines.map((line) => ({ key: keyOfLine(line), name: <LineName line={line} />, minor: line.amount_minor }))} />
                    <Lines lines={now.lines} currency={now.currency} />
                  </>
                )}
              </Panel>
            </>
          )}
        </Async>
      )}
      <Panel title={t('invoices.title')}>
        <Bills path="/brand/invoices" link="/brand/bill" />
      </Panel>
    </>
  )
}
