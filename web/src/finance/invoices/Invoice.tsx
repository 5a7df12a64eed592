import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Chain } from '@/billing/Chain'
import { Lines, Sums } from '@/billing/Lines'
import { Papers } from '@/billing/Papers'
import { Proof } from '@/billing/Proof'
import { Warned } from '@/billing/Warned'
import { lineIs, tones, type Invoice as Bill } from '@/billing/shape'
import { Async, CountText, Grid, Money, PageHead, Panel, StatCard, Tag, TimeText } from '@/ui'
import { Closing } from './Closing'
import { Disputes } from './Disputes'
import { Steps } from './Steps'
import { WhatIf } from './WhatIf'

const path = '/finance/invoices'

/** One document: what it charges and why, what stands behind each line, and what may be done with it. */
export default function Invoice() {
  const { t } = useTranslation('billing')
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({ queryKey: [path, id], queryFn: ({ signal }) => api.get<Bill>(`${path}/${id}`, { signal }) })
  const bill = query.data
  return (
    <>
      <PageHead
        title={bill ? `${t(`kinds.${bill.kind}`)} ${bill.number ?? ''}` : t('invoices.one')}
        lead={bill && <>{bill.brand_name} · <TimeText at={bill.period_from} style="date" /> – <TimeText at={bill.period_till} style="date" /></>}
        trail={[{ label: t('invoices.title'), to: path }]}
        actions={bill && <Steps bill={bill} />}
      />
      <Async query={query}>
        {(found) => (
          <>
            <Grid of="stats">
              <StatCard label={t('invoices.status')} figure={<Tag tone={tones[found.status] ?? 'plain'}>{t(`status.${found.status}`)}</Tag>} foot={found.due_at ? <>{t('invoices.due')} <TimeText at={found.due_at} style="date" /></> : <>{t('chain.asOf')} <TimeText at={found.as_of} /></>} />
              <StatCard label={t('sum.total')} figure={<Money minor={found.total_minor} currency={found.currency} />} foot={<>{t('sum.tax')} <Money minor={found.tax_minor} currency={found.currency} /></>} />
              <StatCard label={t('sum.free')} figure={<CountText n={found.lines.filter((line) => lineIs(line) === 'free').reduce((sum, line) => sum + line.qty, 0)} />} foot={t('sum.freeNote')} />
              <StatCard label={t('sum.compensation')} figure={<Money minor={found.compensation_minor} currency={found.currency} />} foot={t('sum.compensationNote')} />
            </Grid>
            {found.disputes.length > 0 && <Panel title={t('disputes.title')} note={t('disputes.rule')}><Disputes rows={found.disputes} currency={found.currency} /></Panel>}
            <Panel title={t('line.title')} note={t('line.note')}>
              <Lines lines={found.lines} currency={found.currency} to={(line) => (line.evidence_count > 0 ? `${path}/${found.id}/lines/${line.id}` : `${path}/${found.id}`)} />
              <Sums of={found} />
              <Warned of={found.warnings} />
            </Panel>
            <Chain invoice={found} link={path} />
            <Papers path={path} invoice={found} details="/finance/papers" />
            <Grid of="wide">
              <Proof path={path} invoice={found} />
              <WhatIf bill={found} />
            </Grid>
            {found.kind === 'invoice' && <Closing id={found.id} />}
          </>
        )}
      </Async>
    </>
  )
}
