import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { FaultFace, Sheet, toast } from '@/ui'

type Who = { id: string; name: string; suspended?: string }

/** Suspend an agent, or end that; either with a reason that the agent reads. */
export function Suspend({ who, again }: { who: Who; again: () => void }) {
  const { t } = useTranslation('operator')
  const [open, setOpen] = useState(false)
  const [why, setWhy] = useState('')
  const verb = who.suspended ? 'lift' : 'suspend'
  const act = useMutation({
    mutationFn: () => api.post(`/operator/pool/${who.id}/${verb}`, { why }),
    onSuccess: () => {
      toast({ text: t(`pool.${verb}Done`, { name: who.name }) })
      setOpen(false)
      setWhy('')
      again()
    },
  })
  return (
    <>
      <Button size="small" danger={verb === 'suspend'} onClick={() => setOpen(true)}>
        {t(`pool.${verb}`)}
      </Button>
      {open && (
        <Sheet
          title={t(`pool.${verb}Title`, { name: who.name })}
          onClose={() => setOpen(false)}
          foot={
            <>
              <Button onClick={() => setOpen(false)}>{t('pool.cancel')}</Button>
              <Button type="primary" danger={verb === 'suspend'} loading={act.isPending} disabled={why.trim() === ''} onClick={() => act.mutate()}>
                {t(`pool.${verb}`)}
              </Button>
            </>
          }
        >
          <p>{t(`pool.${verb}Text`)}</p>
          <label>
            {t('pool.why')}
            <Input maxLength={300} value={why} onChange={(typed) => setWhy(typed.target.value)} />
          </label>
          {act.isError && <FaultFace thrown={act.error} />}
        </Sheet>
      )}
    </>
  )
}
