import { useTranslation } from 'react-i18next'
import { CountText, Empty, Money, ShareText, Tag } from '@/ui'
import look from './billing.module.css'
import { shareBp, type Floor } from './shape'
import { useWords } from './useWords'

/** How each guarantee stands against its floor, and what it would pay back now. */
export function Floors({ floors, currency }: { floors: Floor[]; currency: string }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  if (floors.length === 0) return <Empty title={t('floors.none')} />
  return (
    <>
      {floors.map((one) => {
        const now = shareBp(one.good, one.counted)
        const floor = Math.round(one.floor_ppm / 100)
        return (
          <div key={one.version + one.guarantee} className={look.gauge}>
            <div className={look.gaugeHead}>
              <strong>{word('dimensions', one.dimension)}</strong>
              <span>
                <ShareText bp={now} /> / <ShareText bp={floor} /> <Tag tone={one.short > 0 ? 'bad' : 'good'}>{t(one.short > 0 ? 'floors.short' : 'floors.kept')}</Tag>
              </span>
            </div>
            <div className={look.track} aria-hidden="true">
              <span className={look.fill} data-short={one.short > 0 ? 'yes' : 'no'} style={{ width: `${now / 100}%` }} />
              <span className={look.mark} style={{ left: `${floor / 100}%` }} />
            </div>
            <p className={look.note}>
              {t('floors.counted')} <CountText n={one.counted} /> · {t('floors.missing')} <CountText n={one.short} /> · {t('floors.owed')} <Money minor={one.owed_minor} currency={currency} /> · {t('floors.cap')} <Money minor={one.cap_minor} currency={currency} />
            </p>
          </div>
        )
      })}
    </>
  )
}
