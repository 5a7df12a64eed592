import { useTranslation } from 'react-i18next'
import { Money, Tag, TimeText } from '@/ui'
import look from './Drills.module.css'
import type { OrderCard, Scenario, StepCard } from './shape'

/** What the agent works with: the procedure's steps, the shopper's orders, the articles. */
export function Facts({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation('agent')
  return (
    <aside className={look.facts} aria-label={t('drills.views.facts')}>
      <section>
        <h2>{t('drills.orders')}</h2>
        <ul className={look.orders}>
          {scenario.orders.map((order) => (
            <Order key={order.id} order={order} />
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('drills.steps')}</h2>
        <ol className={look.steps}>
          {scenario.steps.map((step) => (
            <Step key={step.id} step={step} />
          ))}
        </ol>
      </section>
      <section>
        <h2>{t('drills.articles')}</h2>
        {(scenario.articles ?? []).map((one) => (
          <details key={one.id} className={look.article}>
            <summary>{one.title}</summary>
            <p>{one.body}</p>
          </details>
        ))}
      </section>
    </aside>
  )
}

const moments = ['created_at', 'paid_at', 'shipped_at', 'delivered_at'] as const

function Order({ order }: { order: OrderCard }) {
  const { t } = useTranslation('agent')
  return (
    <li className={look.order}>
      <div className={look.orderHead}>
        <strong className="num">{order.id}</strong>
        <Tag tone="primary">{order.state}</Tag>
      </div>
      {order.items.map((one, i) => (
        <p key={i}>
          {one.name} {one.options && <span className={look.faint}>{one.options}</span>} ×{one.qty} <Money minor={one.price_minor} currency={order.currency} />
        </p>
      ))}
      <dl>
        <dt>{t('drills.amount')}</dt>
        <dd>
          <Money minor={order.amount_minor} currency={order.currency} />
        </dd>
        {moments.map((name) => {
          const at = order[name]
          return (
            at && (
              <div key={name}>
                <dt>{t(`drills.moments.${name}`)}</dt>
                <dd>
                  <TimeText at={at} style="full" />
                </dd>
              </div>
            )
          )
        })}
        {order.tracking?.map((one) => (
          <div key={one}>
            <dt>{t('drills.tracking')}</dt>
            <dd className="num">{one}</dd>
          </div>
        ))}
        {order.parcel && (
          <>
            <dt>{t('drills.parcel')}</dt>
            <dd>{order.parcel}</dd>
          </>
        )}
        {order.filed?.map((one) => (
          <div key={one}>
            <dt>{t('drills.filed')}</dt>
            <dd>{one}</dd>
          </div>
        ))}
        {order.trial && order.trial.length > 0 && (
          <>
            <dt>{t('drills.trial')}</dt>
            <dd>{order.trial.join(' · ')}</dd>
          </>
        )}
      </dl>
    </li>
  )
}

function Step({ step }: { step: StepCard }) {
  const { t } = useTranslation('agent')
  return (
    <li>
      <Tag tone={step.kind === 'check' ? 'warn' : step.kind === 'do' ? 'good' : step.kind === 'person' ? 'accent' : 'plain'}>{t(`drills.kinds.${step.kind}`)}</Tag>
      {step.text && <p>{step.text}</p>}
      {step.unless && step.unless.length > 0 && (
        <>
          <p className={look.faint}>{t('drills.unless')}</p>
          <ul>
            {step.unless.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </li>
  )
}
