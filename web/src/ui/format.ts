/** What a figure looks like: pure functions, so that a screen, a chart and a test agree. */

export type Locale = 'zh-CN' | 'en'

const fractions = new Map<string, number>()

/** Digits after the point of a currency: 2 for CNY, 0 for JPY. */
export function fractionDigits(currency: string): number {
  let digits = fractions.get(currency)
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    fractions.set(currency, digits)
  }
  return digits
}

/** Minor units as a decimal text: no float comes near the amount. */
export function decimalOf(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`amount ${minor} is not a whole number of minor units`)
  const digits = fractionDigits(currency)
  const sign = minor < 0 ? '-' : ''
  const all = String(Math.abs(minor)).padStart(digits + 1, '0')
  return digits === 0 ? sign + all : `${sign}${all.slice(0, -digits)}.${all.slice(-digits)}`
}

export function formatMoney(minor: number, currency: string, locale: Locale, options: { signed?: boolean; short?: boolean } = {}): string {
  const text = decimalOf(minor, currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(options.signed ? { signDisplay: 'exceptZero' as const } : {}),
    ...(options.short ? { notation: 'compact' as const, maximumFractionDigits: 1, minimumFractionDigits: 0 } : {}),
  })
  return format.format(text as unknown as number) // Intl takes decimal text exactly (ES2023); the types lag behind
}

export function formatCount(n: number, locale: Locale, short = false): string {
  return new Intl.NumberFormat(locale, short ? { notation: 'compact', maximumFractionDigits: 1 } : { maximumFractionDigits: 1 }).format(n)
}

/** A share in basis points: 9430 is 94.3 %. */
export function formatShare(basisPoints: number, locale: Locale, digits = 1): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(basisPoints / 10_000)
}

export type DurationPart = { unit: 'day' | 'hour' | 'minute' | 'second' | 'ms'; n: number }

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/**
 * The two largest units of a duration, rounded to the smaller: 61.4 s is 1 min
 * 1 s, 59.6 min is 59 min 36 s. Under ten seconds a tenth may matter, under one
 * the milliseconds do.
 */
export function durationParts(ms: number): DurationPart[] {
  const whole = Math.abs(ms)
  if (whole === 0) return [{ unit: 'second', n: 0 }]
  if (whole < 1_000) return [{ unit: 'ms', n: Math.round(whole) }]
  if (whole < 10_000) return [{ unit: 'second', n: Math.round(whole / 100) / 10 }]
  const first = units.findIndex(([, size]) => whole >= size)
  const smallest = units[Math.min(first + 1, units.length - 1)]![1]
  let rest = Math.round(whole / smallest) * smallest
  const parts: DurationPart[] = []
  for (const [unit, size] of units) {
    const n = Math.floor(rest / size)
    rest -= n * size
    if (n > 0) parts.push({ unit, n })
  }
  return parts.slice(0, 2)
}

export type TimeStyle = 'full' | 'date' | 'time' | 'day'

export function formatTime(at: string | number | Date, locale: Locale, zone: string | undefined, style: TimeStyle): string {
  const moment = new Date(at)
  const shapes: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
    full: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    date: { year: 'numeric', month: 'short', day: 'numeric' },
    time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { month: 'short', day: 'numeric', weekday: 'short' },
  }
  return new Intl.DateTimeFormat(locale, { ...shapes[style], ...(zone ? { timeZone: zone } : {}) }).format(moment)
}

/** The zone as people say it: GMT+8. */
export function zoneName(at: string | number | Date, locale: Locale, zone: string | undefined): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'short', ...(zone ? { timeZone: zone } : {}) }).formatToParts(new Date(at))
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** "3 minutes ago", in the largest unit that says something. */
export function formatAgo(at: string | number | Date, now: number, locale: Locale): string {
  const gap = new Date(at).getTime() - now
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, size] of units) {
    if (Math.abs(gap) >= size) return relative.format(Math.trunc(gap / size), unit)
  }
  return relative.format(0, 'second')
}
