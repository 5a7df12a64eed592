import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import type { Course as Points } from '@/billing/shape'
import { Async, useLocale } from '@/ui'
import { LineWall } from '@/ui/charts'
import { formatMoney, formatTime } from '@/ui/format'

/** What a brand's guarantees would have paid back, instant by instant, under the most that they can. */
export function Course({ brand, name }: { brand: string; name: string | undefined }) {
  const { t } = useTranslation('finance')
  const locale = useLocale()
  const path = `/finance/brands/${brand}/exposure`
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Points>(path, { signal }), refetchInterval: 60_000 })
  return (
    <Async query={query}>
      {({ points, currency }) => {
        const money = (n: number) => formatMoney(Math.round(n), currency, locale)
        const day = points.length > 1 && Date.parse(points.at(-1)!.at) - Date.parse(points[0]!.at) > 36 * 3600_000
        return (
          <LineWall
            title={name ? t('home.courseOf', { brand: name }) : t('home.course')}
            times={points.map((one) => formatTime(one.at, locale, undefined, day ? 'full' : 'time'))}
            lines={[
              { key: 'owed', name: t('home.owes'), values: points.map((one) => one.compensation_minor) },
              { key: 'cap', name: t('home.most'), values: points.map((one) => one.cap_minor) },
            ]}
            text={money}
          />
        )
      }}
    </Async>
  )
}
