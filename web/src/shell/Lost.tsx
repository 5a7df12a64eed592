import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '@/ui'

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useTranslation('shell')
  return <Empty heading title={t('lost.title')} hint={t('lost.hint')} action={<Link to="/">{t('lost.home')}</Link>} />
}
