import { useTranslation } from 'react-i18next'
import { formatCount, formatShare } from '../format'
import { useLocale } from '../useLocale'
import figure from './Figure.module.css'
import { funnelSteps, type FunnelStep } from './says'

/** From inquiry to order: a list with bars, which reads well without a picture, so it needs no table beside it. */
export function Funnel({ title, steps }: { title: string; steps: FunnelStep[] }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  return (
    <figure>
      <figcaption className={figure.caption}>
        <h3>{title}</h3>
      </figcaption>
      <ol className={figure.funnel}>
        {funnelSteps(steps).map((step) => (
          <li key={step.key} className={figure.step}>
            <span>{step.name}</span>
            <span className={figure.track} aria-hidden="true">
              <span className={figure.fill} style={{ width: `${step.ofFirstBp / 100}%` }} />
            </span>
            <span className={`${figure.stepFigure} num`}>
              {formatCount(step.count, locale)}
              {step.ofBeforeBp !== null && (
                <small>
                  {t('chart.share')} {formatShare(step.ofBeforeBp, locale)}
                </small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  )
}
