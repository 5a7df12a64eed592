import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import look from '@/billing/billing.module.css'
import { Bills } from '@/billing/Bills'
import { Choice, PageHead, Panel } from '@/ui'

const shown = ['', 'collecting', 'draft', 'review', 'approved', 'issued', 'partially_paid', 'paid', 'uncollectible', 'void'] as const

export default function Invoices() {
  const { t } = useTranslation('billing')
  const { status } = useSearch({ strict: false }) as { status?: string }
  const go = useNavigate()
  const now = shown.find((one) => one === status) ?? ''
  return (
    <>
      <PageHead title={t('invoices.title')} lead={t('invoices.lead')} />
      <Panel>
        <div className={look.choice}>
          <Choice label={t('invoices.status')} value={now} onChange={(value) => void go({ to: '/finance/invoices', search: { status: value || undefined } as never, replace: true })} options={shown.map((value) => ({ value, text: t(`status.${value || 'all'}`) }))} />
        </div>
        <Bills path="/finance/invoices" link="/finance/invoices" status={now || undefined} brand />
      </Panel>
    </>
  )
}
