import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Empty, Money, Panel, Rows, Tag, TimeText, type Column, type Tone } from '@/ui'
import look from './data.module.css'

type Order = { id: string; shopper: string; state: string; created_at: string | null; paid_at: string | null; amount_minor: number; currency: string; items: { name: string; qty: number }[] | null; tracking: string[] | null }
type Found = { counts: Record<string, number>; items: Order[] }

const states = ['awaiting_payment', 'awaiting_group', 'awaiting_shipment', 'partly_shipped', 'shipped', 'completed', 'closed', 'cancelled', 'not_ordered'] as const
const tones: Record<string, Tone> = { awaiting_payment: 'warn', awaiting_group: 'warn', awaiting_shipment: 'primary', partly_shipped: 'primary', shipped: 'accent', completed: 'good', closed: 'plain', cancelled: 'plain' }

/** Orders by state, and the newest of them. */
export function Orders() {
  const { t } = useTranslation('brand')
  const [state, setState] = useState<string>()
  const query = useQuery({ queryKey: ['/brand/orders'], queryFn: ({ signal }) => api.get<Found>('/brand/orders', { signal }) })
  const columns: Column<Order>[] = [
    { key: 'id', title: t('data.orders.id'), cell: (row) => <code className={look.flat}>{row.id}</code> },
    { key: 'state', title: t('data.orders.state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`data.orderStates.${row.state}`)}</Tag> },
    { key: 'shopper', title: t('data.orders.shopper'), cell: (row) => <span className={look.flat}>{row.shopper}</span> },
    { key: 'items', title: t('data.orders.items'), cell: (row) => (row.items ?? []).map((item) => (item.qty > 1 ? `${item.name} × ${item.qty}` : item.name)).join(' · ') || '–' },
    { key: 'paid', title: t('data.orders.paid'), cell: (row) => (row.paid_at ? <span className={look.flat}><TimeText at={row.paid_at} style="day" /> <TimeText at={row.paid_at} style="time" /></span> : '–') },
    { key: 'amount', title: t('data.orders.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={row.currency || 'CNY'} /> },
  ]
  return (
    <Async query={query} isEmpty={(found) => Object.keys(found.counts).length === 0} empty={<Panel><Empty title={t('data.orders.none')} hint={t('data.orders.noneHint')} /></Panel>}>
      {(found) => {
        const shown = state ? found.items.filter((one) => one.state === state) : found.items
        return (
          <>
            <ul className={look.states}>
              {states
                .filter((one) => (found.counts[one] ?? 0) > 0)
                .map((one) => (
                  <li key={one}>
                    <button aria-pressed={state === one} onClick={() => setState(state === one ? undefined : one)}>
                      <span>{t(`data.orderStates.${one}`)}</span>
                      <strong>
                        <CountText n={found.counts[one]!} />
                      </strong>
                    </button>
                  </li>
                ))}
            </ul>
            <Panel title={t('data.orders.newest')}>
              {shown.length === 0 ? <Empty title={t('data.orders.noneFits')} /> : <Rows rows={shown} columns={columns} rowKey={(row) => row.id} caption={t('data.orders.newest')} />}
            </Panel>
          </>
        )
      }}
    </Async>
  )
}
