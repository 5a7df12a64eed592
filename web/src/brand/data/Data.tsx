import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { OwnFacts } from '@/facts/Own'
import { Choice, PageHead } from '@/ui'
import { Connector } from './Connector'
import look from './data.module.css'
import { Imports } from './Imports'
import { Orders } from './Orders'
import { Products } from './Products'

const tabs = ['imports', 'products', 'orders', 'facts', 'connector'] as const

/** What the brand's shop tells us, once by file or all the time by webhook. */
export default function Data() {
  const { t } = useTranslation('brand')
  const search = useSearch({ strict: false }) as { tab?: string }
  const go = useNavigate()
  const tab = tabs.find((one) => one === search.tab) ?? 'imports'
  return (
    <>
      <PageHead title={t('data.title')} lead={t('data.lead')} />
      <div className={look.tabs}>
        <Choice label={t('data.tabs')} value={tab} onChange={(to) => void go({ to: '/brand/data', search: { tab: to } as never, replace: true })} options={tabs.map((value) => ({ value, text: t(`data.${value}.tab`) }))} />
      </div>
      {tab === 'imports' && <Imports />}
      {tab === 'products' && <Products />}
      {tab === 'orders' && <Orders />}
      {tab === 'facts' && <OwnFacts />}
      {tab === 'connector' && <Connector />}
    </>
  )
}
