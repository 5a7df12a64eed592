import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { refusal, Sheet, toast } from '@/ui'

export type Figure = { id: string; platform?: string; channel?: string; from: string; till: string; measure: string; within_ms?: number; open_from?: string; open_till?: string; unit?: string }

/** A platform counts otherwise from a day on: a new definition, and the one before it ends there. */
export function Change({ one, onClose }: { one: Figure; onClose: () => void }) {
  const { t } = useTranslation('facts')
  const queries = useQueryClient()
  const [seconds, setSeconds] = useState((one.within_ms ?? 0) / 1000)
  const [hours, setHours] = useState({ open_from: one.open_from ?? '', open_till: one.open_till ?? '' })
  const [from, setFrom] = useState('')
  const save = useMutation({
    mutationFn: () =>
      api.post('/finance/figures', {
        id: one.id,
        platform: one.platform,
        channel: one.channel,
        measure: one.measure,
        unit: one.unit,
        from: new Date(from).toISOString(),
        ...(one.within_ms ? { within_ms: Math.round(seconds * 1000) } : {}),
        ...(hours.open_from && hours.open_till ? hours : {}),
      }),
    onSuccess: () => {
      toast({ text: t('changed'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/figures'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={`${t('change')} · ${t(`names.${one.id}`, one.id)}`}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!from} loading={save.isPending} onClick={() => save.mutate()}>
          {t('change')}
        </Button>
      }
    >
      <label className={look.field}>
        {t('from')}
        <Input type="datetime-local" value={from} onChange={(typed) => setFrom(typed.target.value)} />
      </label>
      {one.within_ms !== undefined && one.within_ms > 0 && (
        <label className={look.field}>
          {t('seconds')}
          <InputNumber min={1} max={86_400} precision={0} value={seconds} onChange={(n) => setSeconds(n ?? seconds)} />
        </label>
      )}
      {(['open_from', 'open_till'] as const).map((field) => (
        <label key={field} className={look.field}>
          {t(field)}
          <Input placeholder="09:00" maxLength={5} value={hours[field]} onChange={(typed) => setHours({ ...hours, [field]: typed.target.value })} />
        </label>
      ))}
      {save.isError && <p role="alert">{refusal(save.error)}</p>}
    </Sheet>
  )
}
