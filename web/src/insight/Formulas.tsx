import { useTranslation } from 'react-i18next'
import type { Board } from './wall'
import look from './wall.module.css'

const formulas = ['resolution', 'service', 'wait', 'first', 'csat', 'closed', 'transfer', 'abandoned', 'gmv', 'guard'] as const

/** How each figure is counted, where whoever doubts one looks first. */
export function Formulas({ wall }: { wall: Board }) {
  const { t } = useTranslation('insight')
  return (
    <details className={look.formulas}>
      <summary>{t('formula.title')}</summary>
      <dl>
        {formulas.map((key) => (
          <div key={key}>
            <dt>{t(`tiles.${key}`)}</dt>
            <dd>
              {t(`formula.${key}`)}
              {key === 'service' &&
                wall.rules.map((rule) => (
                  <span key={rule.channel} className={look.rule}>
                    {t(rule.channel ? 'formula.ruleOf' : 'formula.rule', {
                      channel: rule.channel ? t(`channels.${rule.channel}`) : '',
                      seconds: rule.within_ms / 1000,
                      target: rule.target_bp / 100,
                      from: rule.from_hour,
                      till: rule.till_hour,
                    })}
                  </span>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
