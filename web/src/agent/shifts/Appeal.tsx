import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { FaultFace, Panel, toast } from '@/ui'
import look from '../market/Market.module.css'
import type { Shift } from '../market/shape'

/** What counts against me, and my word against it. */
export function Appeal({ shift, again }: { shift: Pick<Shift, 'id' | 'mark' | 'appeal'>; again: () => void }) {
  const { t } = useTranslation('agent')
  const [words, setWords] = useState('')
  const file = useMutation({
    mutationFn: () => api.post(`/agent/shifts/${shift.id}/appeal`, { words }),
    onSuccess: () => {
      toast({ text: t('appeal.filed'), tone: 'good' })
      again()
    },
  })
  return (
    <Panel title={t('appeal.title')} note={t(`appeal.marks.${shift.mark}`)}>
      {shift.appeal ? (
        <p>{t(`appeal.states.${shift.appeal}`)}</p>
      ) : (
        <form
          className={look.stack}
          onSubmit={(sent) => {
            sent.preventDefault()
            if (words.trim()) file.mutate()
          }}
        >
          <label className={look.address}>
            {t('appeal.words')}
            <Input.TextArea rows={3} maxLength={2000} value={words} onChange={(typed) => setWords(typed.target.value)} />
          </label>
          <div className={look.row}>
            <Button type="primary" htmlType="submit" loading={file.isPending} disabled={words.trim() === ''}>
              {t('appeal.file')}
            </Button>
          </div>
          {file.isError && <FaultFace thrown={file.error} />}
        </form>
      )}
    </Panel>
  )
}
