import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { confirm, DataTable, DurationText, Empty, Money, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'
import type { Shift } from './shape'

const tones: Record<string, Tone> = { accepted: 'primary', working: 'accent', done: 'good', no_show: 'bad' }

/** What I accepted, work, or worked; what is ahead can be given back. */
export function Shifts() {
  const { t } = useTranslation('agent')
  const queries = useQueryClient()
  const list = useList<Shift>('/agent/shifts')
  const release = useMutation({
    mutationFn: (shift: Shift) => api.post(`/agent/shifts/${shift.id}/release`),
    onSuccess: () => {
      toast({ text: t('shifts.released') })
      void queries.invalidateQueries({ queryKey: ['/agent/shifts'] })
    },
    onError: (thrown) => toast({ text: asFault(thrown).detail || t('shifts.notReleased'), tone: 'bad' }),
  })
  const ask = async (shift: Shift) => {
    const sure = await confirm({ title: t('shifts.sure'), text: t(shift.late_release ? 'shifts.sureLate' : 'shifts.sureText'), yes: t('shifts.release'), danger: true })
    if (sure) release.mutate(shift)
  }
  const columns: Column<Shift>[] = [
    { key: 'brand', title: t('shifts.brand'), cell: (row) => `${row.brand_name} · ${row.event}` },
    { key: 'state', title: t('shifts.state'), cell: (row) => <Tag tone={tones[row.state] ?? 'plain'}>{t(`shifts.states.${row.state}`)}</Tag> },
    {
      key: 'when',
      title: t('shifts.when'),
      cell: (row) => (
        <>
          <TimeText at={row.starts} style="day" /> <TimeText at={row.starts} style="time" />–<TimeText at={row.ends} style="time" />
        </>
      ),
    },
    { key: 'pay', title: t('shifts.pay'), align: 'end', cell: (row) => <Money minor={row.pay_minor} currency={row.currency} /> },
    { key: 'worked', title: t('shifts.worked'), align: 'end', cell: (row) => (row.worked_s > 0 ? <DurationText ms={row.worked_s * 1000} /> : '–') },
    {
      key: 'act',
      title: t('shifts.act'),
      align: 'end',
      cell: (row) =>
        row.state === 'accepted' ? (
          <Button size="small" disabled={release.isPending} onClick={() => void ask(row)}>
            {t('shifts.release')}
          </Button>
        ) : null,
    },
  ]
  return <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('shifts.title')} empty={<Empty title={t('shifts.emptyTitle')} hint={t('shifts.emptyHint')} />} />
}
