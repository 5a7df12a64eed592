import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { confirm, DataTable, Empty, Money, refusal, Tag, TimeText, toast, useList, type Column, type Tone } from '@/ui'
import type { Swap } from './shape'
import { useReread } from './useReread'

const tones: Record<Swap['state'], Tone> = { open: 'primary', taken: 'good', declined: 'plain', withdrawn: 'plain', lapsed: 'plain' }

/** Shifts of colleagues that I could take, and my own that I offer. Whatever comes of a swap, nothing counts against anybody. */
export function Swaps() {
  const { t } = useTranslation('agent')
  const again = useReread()
  const list = useList<Swap>('/agent/swaps')
  const act = useMutation({
    mutationFn: ({ swap, verb }: { swap: Swap; verb: 'take' | 'end' }) => api.post(`/agent/swaps/${swap.id}/${verb}`),
    onSuccess: (_, { swap, verb }) => toast({ text: t(verb === 'take' ? 'swaps.taken' : swap.mine ? 'swaps.withdrawn' : 'swaps.declined'), tone: verb === 'take' ? 'good' : 'plain' }),
    onError: (thrown) => toast({ text: t('swaps.refused', { why: refusal(thrown) }), tone: 'bad' }),
    onSettled: again,
  })
  const take = async (swap: Swap) => {
    const sure = await confirm({ title: t('swaps.sure', { who: swap.colleague }), text: t(swap.against_id ? 'swaps.sureBoth' : 'swaps.sureOne'), yes: t('swaps.take') })
    if (sure) act.mutate({ swap, verb: 'take' })
  }
  const columns: Column<Swap>[] = [
    { key: 'what', title: t('swaps.what'), cell: (row) => `${row.brand_name} · ${row.event}` },
    {
      key: 'who',
      title: t('swaps.who'),
      cell: (row) => (
        <>
          {row.mine ? (row.colleague ? t('swaps.to', { who: row.colleague }) : t('swaps.toAll')) : t('swaps.from', { who: row.colleague })}
          {row.against_id && <Tag>{t('swaps.inTurn')}</Tag>}
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
    { key: 'pay', title: t('shifts.pay'), align: 'end', cell: (row) => (row.pay_minor ? <Money minor={row.pay_minor} currency={row.currency ?? 'CNY'} /> : '–') },
    { key: 'state', title: t('shifts.state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`swaps.states.${row.state}`)}</Tag> },
    {
      key: 'act',
      title: t('shifts.act'),
      align: 'end',
      cell: (row) =>
        row.state !== 'open' ? null : row.mine ? (
          <Button size="small" disabled={act.isPending} onClick={() => act.mutate({ swap: row, verb: 'end' })}>
            {t('swaps.withdraw')}
          </Button>
        ) : (
          <>
            <Button size="small" type="primary" disabled={act.isPending} onClick={() => void take(row)}>
              {t('swaps.take')}
            </Button>{' '}
            <Button size="small" disabled={act.isPending} onClick={() => act.mutate({ swap: row, verb: 'end' })}>
              {t('offers.decline')}
            </Button>
          </>
        ),
    },
  ]
  return <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('swaps.title')} empty={<Empty small title={t('swaps.none')} hint={t('swaps.noneHint')} />} />
}
