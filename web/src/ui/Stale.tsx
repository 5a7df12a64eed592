import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { AgoText } from './Figures'
import parts from './parts.module.css'

/** Says that what stands below is old, because the last read failed. */
export function Stale({ since, onRetry }: { since: number; onRetry: () => void }) {
  const { t } = useTranslation('ui')
  return (
    <p className={parts.stale} role="status">
      <span>
        {t('stale')} <AgoText at={new Date(since).toISOString()} />
      </span>
      <Button size="small" onClick={onRetry}>
        {t('retry')}
      </Button>
    </p>
  )
}
