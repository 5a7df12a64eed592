import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { FaultFace, Panel, toast } from '@/ui'
import { lineOf, type Procedure } from './flow'
import look from './procedures.module.css'

/** The text of a procedure with its line numbers; what is wrong is named, and its line marked. */
export function SourceEditor({ id, first, onDone }: { id: string; first: string; onDone: () => void }) {
  const { t } = useTranslation('brand')
  const [text, setText] = useState(first)
  const known = useQueryClient()
  const numbers = useRef<HTMLPreElement>(null)
  const save = useMutation({
    mutationFn: () => api.put<Procedure>(`/brand/procedures/${encodeURIComponent(id)}`, new Blob([text], { type: 'application/yaml' })),
    onSuccess: async (saved) => {
      toast({ text: saved.findings.length > 0 ? t('procedures.savedWith', { n: saved.edition, count: saved.findings.length }) : t('procedures.saved', { n: saved.edition }), tone: 'good' })
      await known.invalidateQueries({ queryKey: ['/brand/procedures'] })
      onDone()
    },
  })
  const wrong = save.isError ? lineOf(asFault(save.error).detail) : undefined
  return (
    <Panel title={t('procedures.faces.source')} note={t('procedures.sourceNote')}>
      <div className={look.source}>
        <pre ref={numbers} aria-hidden="true">
          {text.split('\n').map((_, i) => (
            <span key={i} data-wrong={wrong === i + 1}>
              {i + 1}
              {'\n'}
            </span>
          ))}
        </pre>
        <textarea
          aria-label={t('procedures.faces.source')}
          value={text}
          spellCheck={false}
          wrap="off"
          rows={24}
          aria-invalid={save.isError}
          onChange={(typed) => setText(typed.target.value)}
          onScroll={(moved) => {
            if (numbers.current) numbers.current.scrollTop = moved.currentTarget.scrollTop
          }}
        />
      </div>
      {save.isError && <FaultFace thrown={asFault(save.error)} />}
      <div className={look.foot}>
        <Button type="primary" loading={save.isPending} disabled={text === first && first !== '' && !save.isError && id !== 'new-procedure'} onClick={() => save.mutate()}>
          {t('procedures.save')}
        </Button>
        <Button disabled={text === first} onClick={() => { setText(first); save.reset() }}>
          {t('procedures.back')}
        </Button>
      </div>
    </Panel>
  )
}
