import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Choice, PageHead } from '@/ui'
import { Appeals } from './Appeals'
import { Book } from './Book'
import look from './guard.module.css'
import { Own } from './Own'
import { Versions } from './Versions'

const tabs = ['book', 'own', 'versions', 'appeals'] as const

/** A brand's guard: every rule, its own rules, their versions, and what agents call false alarms. */
export default function GuardPage() {
  const { t } = useTranslation('guard')
  const search = useSearch({ strict: false }) as { tab?: string }
  const go = useNavigate()
  const tab = tabs.find((one) => one === search.tab) ?? 'book'
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <div className={look.tabs}>
        <Choice label={t('tabs.label')} value={tab} onChange={(to) => void go({ to: '/brand/guard', search: { tab: to } as never, replace: true })} options={tabs.map((value) => ({ value, text: t(`tabs.${value}`) }))} />
      </div>
      {tab === 'book' && <Book />}
      {tab === 'own' && <Own />}
      {tab === 'versions' && <Versions />}
      {tab === 'appeals' && <Appeals path="/brand/guard-appeals" />}
    </>
  )
}
