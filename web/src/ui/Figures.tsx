import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { session } from '@/api'
import { durationParts, formatAgo, formatCount, formatMoney, formatShare, formatTime, zoneName, type TimeStyle } from './format'
import { useLocale } from './useLocale'

/** The one way to show an amount: minor units and their currency. */
export function Money({ minor, currency, signed, short }: { minor: number; currency: string; signed?: boolean; short?: boolean }) {
  const locale = useLocale()
  const exact = formatMoney(minor, currency, locale, signed ? { signed } : {})
  if (!short) return <span className="num">{exact}</span>
  return (
    <span className="num" title={exact}>
      {formatMoney(minor, currency, locale, { short: true, signed: signed ?? false })}
    </span>
  )
}

/** The one way to show how long something took or takes. */
export function DurationText({ ms }: { ms: number }) {
  const { t } = useTranslation('ui')
  const text = durationParts(ms)
    .map(({ unit, n }) => t(`duration.${unit}`, { n }))
    .join(' ')
  return <span className="num">{ms < 0 ? `−${text}` : text}</span>
}

/**
 * The one way to show a moment. 'full' says the zone; elsewhere the zone is in
 * the tooltip. Without `zone` it is the reader's own.
 */
export function TimeText({ at, style = 'full', zone }: { at: string; style?: TimeStyle; zone?: string }) {
  const locale = useLocale()
  const name = zoneName(at, locale, zone)
  const full = `${formatTime(at, locale, zone, 'full')} ${name}`
  return (
    <time className="num" dateTime={at} title={full}>
      {style === 'full' ? full : formatTime(at, locale, zone, style)}
    </time>
  )
}

/** How long ago, kept true while the page stands. */
export function AgoText({ at }: { at: string }) {
  const locale = useLocale()
  const [now, setNow] = useState(session.serverNow)
  useEffect(() => {
    const tick = setInterval(() => setNow(session.serverNow()), 30_000)
    return () => clearInterval(tick)
  }, [])
  return (
    <time className="num" dateTime={at} title={`${formatTime(at, locale, undefined, 'full')} ${zoneName(at, locale, undefined)}`}>
      {formatAgo(at, now, locale)}
    </time>
  )
}

export function CountText({ n, short = false }: { n: number; short?: boolean }) {
  const locale = useLocale()
  return <span className="num">{formatCount(n, locale, short)}</span>
}

/** A share in basis points, said in percent. */
export function ShareText({ bp, digits = 1 }: { bp: number; digits?: number }) {
  const locale = useLocale()
  return <span className="num">{formatShare(bp, locale, digits)}</span>
}
