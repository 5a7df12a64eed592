import { useTranslation } from 'react-i18next'
import { session } from '@/api'
import { CountText, Money, Rows, Tag, type Column, type Tone } from '@/ui'
import look from './billing.module.css'
import { lineIs, minorOf, type Head, type Line } from './shape'
import { useWords } from './useWords'

const marks: Record<'fee' | 'back' | 'free', Tone> = { fee: 'plain', back: 'good', free: 'primary' }

/** The lines of a bill: what is charged, what a promise made free, what is paid back. `to` leads to a line's conversations. */
export function Lines({ lines, currency, to }: { lines: Line[]; currency: string; to?: (line: Line) => string }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const proven = lines.some((line) => line.evidence_root) // a running bill is proven once it is a document
  const columns: Column<Line>[] = [
    { key: 'code', title: t('line.what'), cell: (line) => <LineName line={line} /> },
    { key: 'is', title: t('line.is'), cell: (line) => <Tag tone={marks[lineIs(line)]}>{t(`line.${lineIs(line)}`)}</Tag> },
    { key: 'qty', title: t('line.qty'), align: 'end', cell: (line) => <CountText n={line.qty} /> },
    { key: 'unit', title: t('line.unit'), align: 'end', cell: (line) => <Unit line={line} currency={currency} /> },
    ...(proven ? [{ key: 'proof', title: t('line.proof'), cell: (line: Line) => (line.evidence_root ? <code className={look.chip} title={line.evidence_root}>{line.evidence_root.slice(0, 10)}</code> : <span className={look.note}>{word('line', 'none')}</span>) }] : []),
    { key: 'amount', title: t('line.amount'), align: 'end', cell: (line) => <Money minor={line.amount_minor} currency={currency} /> },
  ]
  return <Rows rows={lines} columns={columns} rowKey={keyOfLine} caption={t('line.caption')} to={to} />
}

/** A running line has no id of its own yet. */
export const keyOfLine = (line: Line) => [line.id, line.code, line.rule_id, ...Object.values(line.dims ?? {})].join('/')

/** What a line is for, in words. */
export function LineName({ line }: { line: Line }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const tier = line.dims?.['tier']
  const floor = line.dims?.['dimension']
  return (
    <>
      {word('codes', line.code)}
      {line.code === 'seat' && ` · ${word('seats', line.rule_id)}`}
      {tier && ` · ${t('line.tier', { n: tier })}`}
      {floor && ` · ${word('dimensions', floor)}`}
    </>
  )
}

function Unit({ line, currency }: { line: Line; currency: string }) {
  const { t } = useTranslation('billing')
  if (line.unit_micro === 0) return <>–</>
  const { minor, exact } = minorOf(line.unit_micro, currency)
  return (
    <>
      {!exact && t('line.about')} <Money minor={minor} currency={currency} />
    </>
  )
}

/** A bill's sums under its lines. */
export function Sums({ of }: { of: Pick<Head, 'subtotal_minor' | 'tax_minor' | 'total_minor' | 'owed_minor' | 'written_off_minor' | 'status' | 'due_at' | 'currency'> }) {
  const { t } = useTranslation('billing')
  const asked = of.status === 'issued' || of.status === 'partially_paid'
  const received = of.total_minor - of.owed_minor - of.written_off_minor
  return (
    <dl className={look.sum}>
      <dt>{t('sum.subtotal')}</dt>
      <dd>
        <Money minor={of.subtotal_minor} currency={of.currency} />
      </dd>
      <dt>{t('sum.tax')}</dt>
      <dd>
        <Money minor={of.tax_minor} currency={of.currency} />
      </dd>
      <dt className={look.total}>{t('sum.total')}</dt>
      <dd className={look.total}>
        <Money minor={of.total_minor} currency={of.currency} />
      </dd>
      {asked && of.total_minor > 0 && (
        <>
          <dt>{t('sum.received')}</dt>
          <dd>
            <Money minor={received} currency={of.currency} />
          </dd>
          <dt className={look.total}>
            {t('sum.owed')} {of.due_at && Date.parse(of.due_at) < session.serverNow() && of.owed_minor > 0 && <Tag tone="bad">{t('sum.overdue')}</Tag>}
          </dt>
          <dd className={look.total}>
            <Money minor={of.owed_minor} currency={of.currency} />
          </dd>
        </>
      )}
    </dl>
  )
}
