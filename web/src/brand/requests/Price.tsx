import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import { Async, confirm, CountText, FaultFace, Grid, Money, Panel, Rows, ShareText, StatCard, TimeText, toast, useLocale, type Column } from '@/ui'
import { formatMoney } from '@/ui/format'
import look from './Requests.module.css'
import { isBooked, type Line, type Quote, type Request } from './shape'

/** The price with its terms in plain words, and the booking. `none`: there is no quote yet. */
export function Price({ request, again, none = false }: { request: Request; again: () => Promise<void>; none?: boolean }) {
  const { t } = useTranslation('brand')
  const query = useQuery({
    queryKey: ['/brand/requests', request.id, 'quote'],
    queryFn: ({ signal }) => api.get<Quote>(`/brand/requests/${request.id}/quote`, { signal }),
    enabled: !none,
  })
  const make = useMutation({ mutationFn: () => api.post<Quote>(`/brand/requests/${request.id}/quote`), onSuccess: again })
  const ask = !isBooked(request.state) && (
    <Button type={none ? 'primary' : 'default'} loading={make.isPending} onClick={() => make.mutate()}>
      {t(none ? 'price.ask' : 'price.again')}
    </Button>
  )
  return (
    <Panel title={t('price.title')} note={t('price.note')} extra={ask}>
      {make.isError && <FaultFace thrown={asFault(make.error)} onRetry={() => make.mutate()} />}
      {!none && <Async query={query}>{(quote) => <Offered request={request} quote={quote} again={again} />}</Async>}
    </Panel>
  )
}

function Offered({ request, quote, again }: { request: Request; quote: Quote; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const columns: Column<Line & { n: number }>[] = [
    { key: 'what', title: t('price.what'), cell: (line) => `${t(`price.lines.${line.code}`)}${line.estimated ? t('price.estimated') : ''}` },
    { key: 'qty', title: t('price.qty'), align: 'end', cell: (line) => <CountText n={line.qty} /> },
    { key: 'unit', title: t('price.unit'), align: 'end', cell: (line) => <Unit micro={line.unit_micro} currency={quote.currency} /> },
    { key: 'amount', title: t('price.amount'), align: 'end', cell: (line) => <Money minor={line.amount_minor} currency={quote.currency} /> },
  ]
  return (
    <div className={look.stack}>
      <Grid of="stats">
        <StatCard label={t('price.total')} figure={<Money minor={quote.total_minor} currency={quote.currency} />} foot={quote.over_budget ? t('price.over') : t('price.tax', { share: quote.terms.tax.bp / 100 })} />
        <StatCard label={t('price.odds')} figure={<ShareText bp={quote.fill_bp} />} foot={t('price.pool', { eligible: quote.pool.eligible, certifiable: quote.pool.certifiable })} />
        <StatCard label={t('price.hours')} figure={<CountText n={quote.agent_hours} />} foot={t('price.seats', { planned: quote.pool.planned, seats: quote.pool.seats })} />
      </Grid>
      <div>
        <Rows rows={quote.lines.map((line, n) => ({ ...line, n }))} columns={columns} rowKey={(line) => String(line.n)} caption={t('price.title')} />
      </div>
      <div className={look.total}>
        <span>{t('price.total')}</span>
        <Money minor={quote.total_minor} currency={quote.currency} />
      </div>
      <h3>{t('price.terms', { promise: t(`promises.${request.plan}.name`) })}</h3>
      <Terms quote={quote} />
      {!quote.booked_at && <Link to={`/brand/requests/${request.id}/terms`}>{t('price.build')}</Link>}
      {quote.booked_at ? (
        <p className={look.hint}>
          {t('price.booked')} <TimeText at={quote.booked_at} />
        </p>
      ) : (
        <Book request={request} quote={quote} again={again} />
      )}
    </div>
  )
}

/** What the contract will say, one sentence a clause. */
function Terms({ quote }: { quote: Quote }) {
  const { t } = useTranslation('brand')
  const locale = useLocale()
  const { version } = quote.terms
  const won = version.rules.find((rule) => rule.kind === 'conversion')
  const words = [
    ...(quote.terms.promise === 'conversion_only' ? [t('clauses.onlyWon')] : []),
    ...(version.late_is_free ? [t('clauses.late', { minutes: (version.late_after_ms ?? 0) / 60_000 })] : []),
    ...(version.guarantees ?? []).map((one) =>
      t('clauses.floor', {
        what: t(`clauses.dimensions.${one.dimension}`, one.dimension),
        floor: one.floor_ppm / 10_000,
        pay: formatMoney(one.unit_minor, quote.currency, locale),
        cap: one.cap_bp / 100,
      }),
    ),
    ...(version.total_cap_bp ? [t('clauses.cap', { cap: version.total_cap_bp / 100 })] : []),
    ...(won?.bp ? [t('clauses.won', { share: won.bp / 100, days: won.clawback_days ?? 0 })] : []),
    t('clauses.reopen', { days: version.reopen_days ?? 0 }),
  ]
  return (
    <ul className={look.words}>
      {words.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  )
}

function Book({ request, quote, again }: { request: Request; quote: Quote; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const locale = useLocale()
  const [key] = useState(newKey)
  const book = useMutation({
    mutationFn: () => api.post(`/brand/requests/${request.id}/book`, { quote_id: quote.id }, { key }),
    onSuccess: () => {
      toast({ text: t('price.done'), tone: 'good' })
      return again()
    },
  })
  if (request.state !== 'quoted') return <p className={look.hint}>{t('price.old')}</p>
  const ask = async () => {
    const amount = formatMoney(quote.total_minor, quote.currency, locale)
    if (await confirm({ title: t('price.sure', { amount }), text: t('price.sureText', { hours: quote.agent_hours }), yes: t('price.book') })) book.mutate()
  }
  return (
    <>
      {book.isError && <FaultFace thrown={asFault(book.error)} />}
      <div className={look.foot}>
        <span className={look.hint}>
          {t('price.until')} <TimeText at={quote.expires_at} />
        </span>
        <Button type="primary" size="large" loading={book.isPending} onClick={() => void ask()}>
          {t('price.book')}
        </Button>
      </div>
    </>
  )
}

/** A price per piece may be finer than a minor unit. */
function Unit({ micro, currency }: { micro: number; currency: string }) {
  const locale = useLocale()
  return <span className="num">{new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 4 }).format(micro / 1_000_000)}</span>
}
