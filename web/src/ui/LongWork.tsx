import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatCount } from './format'
import parts from './parts.module.css'
import { useLocale } from './useLocale'

/** Work that takes a while: how far it is, and the way out. `total` is absent until it is known. */
export function LongWork(props: {
  title: string
  done: number
  total?: number
  state: 'running' | 'done' | 'failed' | 'cancelled'
  note?: string
  onCancel?: () => void
}) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const said = props.total === undefined ? formatCount(props.done, locale) : `${formatCount(props.done, locale)} / ${formatCount(props.total, locale)}`
  return (
    <div className={parts.work} data-state={props.state}>
      <div className={parts.workHead}>
        <strong>{props.title}</strong>
        <span className="num">
          {t(`work.${props.state}`)} · {said}
        </span>
      </div>
      <progress aria-label={props.title} max={props.total} value={props.total === undefined && props.state === 'running' ? undefined : props.done} />
      {(props.note || props.onCancel) && (
        <div className={parts.workHead}>
          <span className={parts.note} role="status">
            {props.note}
          </span>
          {props.onCancel && props.state === 'running' && (
            <Button size="small" onClick={props.onCancel}>
              {t('cancel')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
