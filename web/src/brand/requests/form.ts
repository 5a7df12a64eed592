import { instantOf, localOf } from './zone'

/** The form of a new request, as its fields hold it. */
export type Form = {
  event: string
  kind: string
  starts: string
  ends: string
  zone: string
  home: string // the browser's own zone
  opens: string
  closes: string
  channels: string[] | undefined // undefined: every channel of the history
  languages: string[]
  require: string[]
  deflection: number
  multiplier: number | null
  budget: number | null
  plan: string
  inParts: boolean
}

export const kinds = ['double11', '618', 'platform_sale', 'livestream', 'other']
export const languages = ['zh', 'en', 'yue', 'ja', 'ko', 'th', 'vi', 'ms', 'id']
export const plans = ['answered_or_free', 'floor_or_paid', 'conversion_only']

/** A year's great days, on the wall clock of the zone: the next one that has not begun. */
export function preset(kind: 'double11' | '618' | 'livestream', event: string, now: number, zone: string): Partial<Form> {
  const today = localOf(now, zone)
  const year = Number(today.slice(0, 4))
  const next = (starts: string, ends: string) => {
    const y = today < `${year}-${starts}` ? year : year + 1
    return { starts: `${y}-${starts}`, ends: `${y}-${ends}` }
  }
  if (kind === 'double11') return { event, kind, ...next('11-10T20:00', '11-12T02:00'), opens: '08:00', closes: '00:00' }
  if (kind === '618') return { event, kind, ...next('06-17T20:00', '06-19T00:00'), opens: '08:00', closes: '00:00' }
  const day = localOf(now + 7 * 86_400_000, zone).slice(0, 10)
  return { event, kind, starts: `${day}T18:00`, ends: `${localOf(now + 8 * 86_400_000, zone).slice(0, 10)}T00:00`, opens: '08:00', closes: '00:00' }
}

export function emptyForm(event: string, now: number): Form {
  const home = Intl.DateTimeFormat().resolvedOptions().timeZone
  return {
    event,
    kind: 'double11',
    starts: '',
    ends: '',
    zone: 'Asia/Shanghai',
    home,
    opens: '08:00',
    closes: '00:00',
    channels: undefined,
    languages: ['zh'],
    require: [],
    deflection: 80,
    multiplier: null,
    budget: null,
    plan: 'floor_or_paid',
    inParts: false,
    ...preset('double11', event, now, 'Asia/Shanghai'),
  }
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** What is sent. A desk that closes at 00:00 closes at the end of the day. */
export function wishOf(form: Form, channels: string[]): Record<string, unknown> {
  return {
    event: form.event,
    kind: form.kind,
    starts: instantOf(form.starts, form.zone),
    ends: instantOf(form.ends, form.zone),
    timezone: form.zone,
    opens: minutesOf(form.opens),
    closes: minutesOf(form.closes) || 1440,
    channels,
    languages: form.languages,
    require: form.require,
    deflection_bp: Math.round(form.deflection * 100),
    plan: form.plan,
    in_parts: form.inParts,
    ...(form.multiplier === null ? {} : { multiplier: form.multiplier }),
    ...(form.budget === null ? {} : { budget_minor: form.budget * 100 }),
  }
}
