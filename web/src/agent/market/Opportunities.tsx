import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { CountText, DataTable, Empty, Money, refusal, Tag, TimeText, toast, useList, type Column } from '@/ui'
import { borders } from './halves'
import look from './Market.module.css'
import { PartSheet } from './PartSheet'
import type { Open } from './shape'
import { useReread } from './useReread'

/** Open seats: those that I can claim at once, and those that one certificate would open. */
export function Opportunities() {
  const { t } = useTranslation('agent')
  const list = useList<Open>('/agent/opportunities')
  const [parting, setParting] = useState<Open>()
  const again = useReread()
  const claim = useMutation({
    mutationFn: (open: Open) => api.post(`/agent/slots/${open.slot_id}/claim`),
    onSuccess: (_, open) => toast({ text: t('open.claimed', { brand: open.brand_name }), tone: 'good' }),
    onError: (thrown) => {
      const fault = asFault(thrown)
      const rules = fault.fields.map((one) => t(`open.rules.${one.where}`, one.where)).join(', ')
      toast({ text: rules ? t('open.refused', { rules }) : refusal(fault, t('open.notClaimed')), tone: 'bad' })
    },
    onSettled: again,
  })
  const columns: Column<Open>[] = [
    {
      key: 'brand',
      title: t('shifts.brand'),
      cell: (row) => (
        <>
          {`${row.brand_name} · ${row.event}`} {row.kind === 'standby' && <Tag tone="accent">{t('shifts.standby')}</Tag>}
        </>
      ),
    },
    {
      key: 'when',
      title: t('shifts.when'),
      cell: (row) => (
        <>
          <TimeText at={row.starts} style="day" /> <TimeText at={row.starts} style="time" />–<TimeText at={row.ends} style="time" />
        </>
      ),
    },
    { key: 'seats', title: t('open.seats'), align: 'end', cell: (row) => <CountText n={row.seats} /> },
    { key: 'pay', title: t('shifts.pay'), align: 'end', cell: (row) => <Money minor={row.pay_minor} currency={row.currency} /> },
    { key: 'need', title: t('open.need'), cell: (row) => <Need open={row} /> },
    {
      key: 'act',
      title: t('shifts.act'),
      align: 'end',
      cell: (row) =>
        row.opens_with ? (
          <Link to="/agent/drills" search={{ brand: row.brand_slug } as never}>
            {t('open.drill')}
          </Link>
        ) : (
          <span className={look.acts}>
            {row.in_parts && borders(row.starts, row.ends).length > 2 && (
              <Button size="small" aria-haspopup="dialog" onClick={() => setParting(row)}>
                {t('part.open')}
              </Button>
            )}
            <Button size="small" type={row.stopped_by ? 'default' : 'primary'} data-take disabled={claim.isPending || row.stopped_by !== undefined} onClick={() => claim.mutate(row)}>
              {t('open.claim')}
            </Button>
          </span>
        ),
    },
  ]
  return (
    <>
      <DataTable list={list} columns={columns} rowKey={(row) => row.slot_id} caption={t('open.title')} empty={<Empty small title={t('open.emptyTitle')} hint={t('open.emptyHint')} />} />
      {parting && <PartSheet seat={parting} onClose={() => setParting(undefined)} onTaken={again} />}
    </>
  )
}

/** What is still wanting: a certificate, a rule that stands in the way, or nothing. */
function Need({ open }: { open: Open }) {
  const { t } = useTranslation('agent')
  if (open.opens_with) return <Tag tone="warn">{t('open.with', { brand: open.brand_name })}</Tag>
  if (open.stopped_by) return <Tag>{t(`open.rules.${open.stopped_by}`, open.stopped_by)}</Tag>
  return <Tag tone="good">{t('open.ready')}</Tag>
}
