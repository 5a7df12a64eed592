import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { DataTable, DurationText, Empty, Money, refusal, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'
import { asked, type Shift } from './shape'
import { useReread } from './useReread'

export const tones: Record<string, Tone> = { accepted: 'primary', working: 'accent', done: 'good', no_show: 'bad' }

/** What I accepted, work, or worked; each opens its own page. What is to be confirmed says so here. */
export function Shifts() {
  const { t } = useTranslation('agent')
  const list = useList<Shift>('/agent/shifts')
  const confirming = useConfirm()
  const columns: Column<Shift>[] = [
    { key: 'brand', title: t('shifts.brand'), cell: (row) => `${row.brand_name} · ${row.event}` },
    { key: 'state', title: t('shifts.state'), cell: (row) => <StateTags shift={row} /> },
    {
      key: 'when',
      title: t('shifts.when'),
      cell: (row) => (
        <>
          <TimeText at={row.starts} style="day" /> <TimeText at={row.starts} style="time" />–<TimeText at={row.ends} style="time" />
        </>
      ),
    },
    { key: 'pay', title: t('shifts.pay'), align: 'end', cell: (row) => <Money minor={row.compensation?.amount_minor ?? row.pay_minor} currency={row.currency} /> },
    { key: 'worked', title: t('shifts.worked'), align: 'end', cell: (row) => (row.worked_s > 0 ? <DurationText ms={row.worked_s * 1000} /> : '–') },
    {
      key: 'act',
      title: t('shifts.act'),
      align: 'end',
      cell: (row) =>
        asked(row) ? (
          <Button size="small" type="primary" disabled={confirming.isPending} onClick={() => confirming.mutate(row.id)}>
            {t('shifts.confirm')}
          </Button>
        ) : null,
    },
  ]
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t('shifts.title')}
      to={(row) => `/agent/shifts/${row.id}`}
      empty={<Empty small title={t('shifts.emptyTitle')} hint={t('shifts.emptyHint')} />}
    />
  )
}

export function useConfirm() {
  const { t } = useTranslation('agent')
  const again = useReread()
  return useMutation({
    mutationFn: (id: string) => api.post(`/agent/shifts/${id}/confirm`),
    onSuccess: () => toast({ text: t('shifts.confirmed'), tone: 'good' }),
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
    onSettled: again,
  })
}

/** How a shift stands, in words; what ended it, and what is asked of its holder. */
export function StateTags({ shift }: { shift: Shift }) {
  const { t } = useTranslation('agent')
  return (
    <>
      <Tag tone={tones[shift.state] ?? 'plain'}>{t(`shifts.states.${shift.state}`)}</Tag> {shift.kind === 'standby' && <Tag tone="accent">{t('shifts.standby')}</Tag>}{' '}
      {shift.cause && <Tag tone={shift.mark ? 'warn' : 'plain'}>{t(`shifts.causes.${shift.cause}`)}</Tag>} {asked(shift) && <Tag tone="warn">{t('shifts.toConfirm')}</Tag>}
    </>
  )
}
