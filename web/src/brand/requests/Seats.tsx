import { useMutation } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { CountText, DataTable, Empty, FaultFace, Money, Panel, ShareText, Sheet, Tag, TimeText, toast, useList, type Column } from '@/ui'
import look from './Requests.module.css'
import type { Request } from './shape'

type Slot = {
  slot_id: string
  kind: 'work' | 'standby'
  starts: string
  ends: string
  need: number
  offered: number
  accepted: number
  part: boolean
  ahead: boolean
  share_bp: number
  most_minor: number
  currency: string
}

/** The slots, who holds them in counts, and dropping a seat: what that pays the agent stands beside the button. */
export function Seats({ request, again }: { request: Request; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const list = useList<Slot>(`/brand/requests/${request.id}/seats`)
  const [slot, setSlot] = useState<Slot>()
  const columns: Column<Slot>[] = [
    {
      key: 'when',
      title: t('seats.when'),
      cell: (row) => (
        <span>
          <TimeText at={row.starts} zone={request.timezone} />–<TimeText at={row.ends} style="time" zone={request.timezone} /> {row.kind === 'standby' && <Tag tone="accent">{t('seats.standby')}</Tag>}
          {row.part && <Tag>{t('seats.part')}</Tag>}
        </span>
      ),
    },
    { key: 'need', title: t('seats.need'), align: 'end', cell: (row) => <CountText n={row.need} /> },
    { key: 'accepted', title: t('seats.accepted'), align: 'end', cell: (row) => <CountText n={row.accepted} /> },
    { key: 'offered', title: t('seats.offered'), align: 'end', cell: (row) => <CountText n={row.offered} /> },
    {
      key: 'cost',
      title: t('seats.cost'),
      align: 'end',
      cell: (row) => (!row.ahead || row.kind === 'standby' ? '–' : row.share_bp === 0 ? t('seats.free') : <ShareText bp={row.share_bp} digits={0} />),
    },
    {
      key: 'act',
      title: t('seats.act'),
      align: 'end',
      cell: (row) =>
        row.ahead && row.kind === 'work' && row.need > 0 ? (
          <Button size="small" onClick={() => setSlot(row)}>
            {t('seats.drop')}
          </Button>
        ) : null,
    },
  ]
  return (
    <Panel title={t('seats.title')} note={t('seats.note')}>
      <InParts request={request} again={again} />
      <DataTable list={list} columns={columns} rowKey={(row) => row.slot_id} caption={t('seats.title')} empty={<Empty title={t('seats.none')} />} />
      {slot && (
        <Drop
          request={request}
          slot={slot}
          onClose={() => setSlot(undefined)}
          onDone={() => {
            void again()
            void list.refetch()
          }}
        />
      )}
    </Panel>
  )
}

/** Whether open seats may be taken in parts; kept at once. */
function InParts({ request, again }: { request: Request; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const allow = useMutation({
    mutationFn: (yes: boolean) => api.put<Request>(`/brand/requests/${request.id}/parts`, { allow: yes }),
    onSuccess: (_, yes) => {
      toast({ text: t(yes ? 'seats.inPartsOn' : 'seats.inPartsOff') })
      return again() // until it is read again the tick would spring back
    },
  })
  return (
    <>
      <label className={look.allow}>
        <input type="checkbox" checked={allow.isPending ? allow.variables : request.in_parts} disabled={allow.isPending || request.state === 'settled'} onChange={(press) => allow.mutate(press.target.checked)} />
        <span>
          {t('seats.inParts')}
          <small className={look.hint}>{t('seats.inPartsNote')}</small>
        </span>
      </label>
      {allow.isError && <FaultFace thrown={allow.error} />}
    </>
  )
}

type Paid = { items: { shift_id: string; amount_minor: number; currency: string }[] }

function Drop({ request, slot, onClose, onDone }: { request: Request; slot: Slot; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('brand')
  const [seats, setSeats] = useState(1)
  const [why, setWhy] = useState('')
  const drop = useMutation({
    mutationFn: () => api.post<Paid>(`/brand/requests/${request.id}/seats/${slot.slot_id}/drop`, { seats, why }),
    onSuccess: (paid) => {
      toast({ text: t('seats.dropped', { count: seats, paid: paid.items.filter((one) => one.amount_minor > 0).length }) })
      onDone()
      onClose()
    },
  })
  return (
    <Sheet
      title={t('seats.dropTitle')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('people.cancel')}</Button>
          <Button type="primary" danger loading={drop.isPending} disabled={why.trim() === ''} onClick={() => drop.mutate()}>
            {t('seats.drop')}
          </Button>
        </>
      }
    >
      <p>
        <TimeText at={slot.starts} zone={request.timezone} />–<TimeText at={slot.ends} style="time" zone={request.timezone} />
      </p>
      <p>{t('seats.dropText')}</p>
      {slot.share_bp > 0 && (
        <p>
          {t('seats.pays')} <ShareText bp={slot.share_bp} digits={0} />
          {t('seats.most')} <Money minor={slot.most_minor} currency={slot.currency} />
        </p>
      )}
      <div className={look.fields}>
        <label className={look.field}>
          <span>{t('seats.howMany')}</span>
          <InputNumber min={1} max={slot.need} value={seats} onChange={(n) => setSeats(n ?? 1)} />
        </label>
        <label className={look.field}>
          <span>{t('seats.why')}</span>
          <Input maxLength={300} value={why} onChange={(typed) => setWhy(typed.target.value)} />
        </label>
      </div>
      {drop.isError && <FaultFace thrown={drop.error} />}
    </Sheet>
  )
}
