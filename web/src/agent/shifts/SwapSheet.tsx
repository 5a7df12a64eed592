import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Page } from '@/api'
import { Async, FaultFace, Sheet, TimeText, toast } from '@/ui'
import look from '../market/Market.module.css'
import type { Colleague, Shift } from '../market/shape'

const everybody = 'all'

/** Whom to ask: everybody who suits, one colleague who is free, or one who gives a shift in return. */
export function SwapSheet({ shift, onClose, onAsked }: { shift: Shift; onClose: () => void; onAsked: () => void }) {
  const { t } = useTranslation('agent')
  const [whom, setWhom] = useState(everybody)
  const [why, setWhy] = useState('')
  const query = useQuery({ queryKey: ['/agent/shifts', shift.id, 'colleagues'], queryFn: ({ signal }) => api.get<Page<Colleague>>(`/agent/shifts/${shift.id}/colleagues`, { signal }) })
  const keyOf = (one: Colleague) => one.agent_id + (one.against_id ?? '')
  const ask = useMutation({
    mutationFn: () => {
      const one = query.data?.items.find((each) => keyOf(each) === whom)
      return api.post(`/agent/shifts/${shift.id}/swap`, { why, ...(one ? { colleague_id: one.agent_id, ...(one.against_id ? { against_id: one.against_id } : {}) } : {}) })
    },
    onSuccess: () => {
      toast({ text: t('swap.asked'), tone: 'good' })
      onAsked()
      onClose()
    },
  })
  return (
    <Sheet
      title={t('swap.title')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('swap.cancel')}</Button>
          <Button type="primary" loading={ask.isPending} disabled={!query.data} onClick={() => ask.mutate()}>
            {t('swap.ask')}
          </Button>
        </>
      }
    >
      <p>{t('swap.text')}</p>
      <Async query={query}>
        {(page) => (
          <fieldset className={look.choices}>
            <legend className="unseen">{t('swap.whom')}</legend>
            <label>
              <input type="radio" name="whom" checked={whom === everybody} onChange={() => setWhom(everybody)} />
              <span>{t('swap.everybody')}</span>
            </label>
            {page.items.map((one) => (
              <label key={keyOf(one)}>
                <input type="radio" name="whom" checked={whom === keyOf(one)} onChange={() => setWhom(keyOf(one))} />
                <span>
                  {one.name}
                  {one.starts && (
                    <small>
                      {t('swap.inTurn')} <TimeText at={one.starts} style="day" /> <TimeText at={one.starts} style="time" />–<TimeText at={one.ends ?? one.starts} style="time" />
                    </small>
                  )}
                </span>
              </label>
            ))}
            {page.items.length === 0 && <p className={look.hint}>{t('swap.nobody')}</p>}
          </fieldset>
        )}
      </Async>
      <label className={look.address}>
        {t('swap.why')}
        <Input maxLength={300} value={why} onChange={(typed) => setWhy(typed.target.value)} />
      </label>
      {ask.isError && <FaultFace thrown={ask.error} />}
    </Sheet>
  )
}
