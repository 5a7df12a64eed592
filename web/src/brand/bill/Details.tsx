import { useTranslation } from 'react-i18next'
import { Fapiaos } from '@/billing/Fapiaos'
import { Party } from '@/billing/Party'
import { PageHead, Panel } from '@/ui'

/** Who the brand is on paper, and its tax invoices. */
export default function Details() {
  const { t } = useTranslation('billing')
  return (
    <>
      <PageHead title={t('fapiao.title')} lead={t('fapiao.brandLead')} trail={[{ label: t('bill.title'), to: '/brand/bill' }]} />
      <Party path="/brand/billing-details" />
      <Panel title={t('fapiao.requests')}>
        <Fapiaos path="/brand/fapiaos" link="/brand/bill" />
      </Panel>
    </>
  )
}
