import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { FaultFace, Panel, toast } from '@/ui'
import look from './procedures.module.css'

const path = '/brand/procedure-drafts'
const shortest = 20 // characters that a procedure takes to say

/** A procedure as people write it down, for a model to make a draft of. The draft waits for a yes like an imported one. */
export function Prose({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('brand')
  const known = useQueryClient()
  const id = useId()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const draft = useMutation({
    mutationFn: () => api.post(`${path}/prose`, { title: title.trim(), text: text.trim() }),
    onSuccess: async () => {
      toast({ text: t('procedures.prose.made', { title: title.trim() }), tone: 'good' })
      await known.invalidateQueries({ queryKey: [path] })
      onDone()
    },
  })
  return (
    <Panel title={t('procedures.prose.title')} note={t('procedures.prose.note')}>
      <form
        className={look.prose}
        onSubmit={(sent) => {
          sent.preventDefault()
          draft.mutate()
        }}
      >
        <label htmlFor={`${id}title`}>{t('procedures.prose.name')}</label>
        <Input id={`${id}title`} value={title} maxLength={100} placeholder={t('procedures.prose.nameHint')} onChange={(typed) => setTitle(typed.target.value)} />
        <label htmlFor={`${id}text`}>{t('procedures.prose.text')}</label>
        <Input.TextArea id={`${id}text`} value={text} maxLength={20_000} autoSize={{ minRows: 5, maxRows: 16 }} placeholder={t('procedures.prose.textHint')} onChange={(typed) => setText(typed.target.value)} />
        <Button htmlType="submit" loading={draft.isPending} disabled={!title.trim() || text.trim().length < shortest}>
          {t('procedures.prose.make')}
        </Button>
      </form>
      {draft.isError && <FaultFace thrown={asFault(draft.error)} />}
    </Panel>
  )
}
