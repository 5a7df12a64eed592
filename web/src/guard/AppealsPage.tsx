import { useTranslation } from 'react-i18next'
import { PageHead } from '@/ui'
import { Appeals } from './Appeals'

/** What agents of every brand call false alarms. */
export default function AppealsPage() {
  const { t } = useTranslation('guard')
  return (
    <>
      <PageHead title={t('appeals.title')} lead={t('appeals.lead')} />
      <Appeals path="/operator/guard-appeals" />
    </>
  )
}
