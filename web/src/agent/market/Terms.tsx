import { useTranslation } from 'react-i18next'
import { Money, ShareText, TimeText } from '@/ui'
import look from './Market.module.css'
import type { Reason, Rules } from './shape'

/** What an hour is made of: one's own, and what comes on top. */
export function PayParts({ reason, rate, currency }: { reason: Reason; rate: number; currency: string }) {
  const { t } = useTranslation('agent')
  return (
    <span className={look.parts}>
      <span>
        <Money minor={rate} currency={currency} /> {t('offers.anHour')}
      </span>
      {(reason.bonuses ?? []).length > 0 && (
        <span className={look.hint}>
          {t('terms.base')} <Money minor={reason.base_minor} currency={currency} />
          {reason.bonuses!.map((one) => (
            <span key={one.code}>
              {' '}
              {one.minor < 0 ? '−' : '+'} {t(`terms.bonus.${one.code}`)} <Money minor={Math.abs(one.minor)} currency={currency} />
            </span>
          ))}
        </span>
      )}
    </span>
  )
}

/** What one commits to, and what is committed to one, as dates of this very shift. */
export function RuleList({ rules }: { rules: Rules }) {
  const { t } = useTranslation('agent')
  return (
    <ul className={look.rules}>
      <li>
        {t('terms.free')} <TimeText at={rules.free_until} />
      </li>
      <li>
        {t('terms.confirm')}{' '}
        {rules.confirm_from.map((at, i) => (
          <span key={at}>
            {i > 0 && t('terms.and')}
            <TimeText at={at} />
          </span>
        ))}
        {t('terms.twice')}
      </li>
      <li>
        {t('terms.noShow')} <TimeText at={rules.no_show_at} style="time" />
      </li>
      <li>
        {t('terms.brand')}{' '}
        {rules.brand_pays.map((one, i) => (
          <span key={one.within_hours}>
            {i > 0 && t('terms.comma')}
            {t('terms.within', { hours: one.within_hours })} <ShareText bp={one.share_bp} digits={0} />
          </span>
        ))}
      </li>
      <li>{t('terms.swap')}</li>
    </ul>
  )
}

/** The rules folded away, to be read before the choice. */
export function Terms({ rules }: { rules: Rules }) {
  const { t } = useTranslation('agent')
  return (
    <details className={look.terms}>
      <summary>{t('terms.title')}</summary>
      <RuleList rules={rules} />
    </details>
  )
}

/** The brand's own clock beside one's own, where they differ. */
export function BrandClock({ at, ends, zone }: { at: string; ends: string; zone: string }) {
  const { t } = useTranslation('agent')
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone === mine) return null
  return (
    <span className={look.hint}>
      {t('terms.there', { zone })} <TimeText at={at} zone={zone} />–<TimeText at={ends} style="time" zone={zone} />
    </span>
  )
}
