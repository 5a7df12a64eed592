import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { FaultFace, Panel, toast } from '@/ui'
import { fileOf, idFrom, type Draft } from './article'
import look from './knowledge.module.css'
import { Markdown } from './Markdown'
import { OtherWords } from './OtherWords'

/** Writes the next version of an article, with how it will read beside it. */
export function ArticleForm({ first, fresh = false, onDone, onLeave }: { first: Draft; fresh?: boolean; onDone: (id: string) => void; onLeave: () => void }) {
  const { t } = useTranslation('brand')
  const [draft, setDraft] = useState(first)
  const [named, setNamed] = useState(!fresh) // the id follows the title until someone writes it
  const known = useQueryClient()
  const set = (next: Partial<Draft>) => setDraft((was) => ({ ...was, ...next }))
  const id = named ? draft.id : idFrom(draft.title)
  const save = useMutation({
    mutationFn: () => api.put<{ version: number }>(`/brand/articles/${encodeURIComponent(id)}`, new Blob([fileOf({ ...draft, id })], { type: 'text/markdown' })),
    onSuccess: async ({ version }) => {
      toast({ text: t('knowledge.saved', { version }), tone: 'good' })
      await known.invalidateQueries({ queryKey: ['/brand/articles'] })
      onDone(id)
    },
  })
  const ready = draft.title.trim() !== '' && draft.body.trim() !== '' && id !== ''
  return (
    <form
      onSubmit={(sent) => {
        sent.preventDefault()
        if (ready) save.mutate()
      }}
    >
      <div className={look.editor}>
        <Panel title={t('knowledge.writing')}>
          <div className={look.fields}>
            <Field label={t('knowledge.name')}>{(of) => <Input id={of} value={draft.title} maxLength={200} onChange={(typed) => set({ title: typed.target.value })} />}</Field>
            {fresh && <Field label={t('knowledge.id')}>{(of) => <Input id={of} value={id} maxLength={100} onChange={(typed) => { setNamed(true); set({ id: typed.target.value }) }} />}</Field>}
            <Field label={t('knowledge.lang')}>
              {(of) => <Select id={of} value={draft.lang} onChange={(lang) => set({ lang })} options={(['zh', 'en'] as const).map((lang) => ({ value: lang, label: t(`knowledge.langs.${lang}`) }))} />}
            </Field>
            <Field label={t('knowledge.tag')}>{(of) => <Select id={of} mode="tags" open={false} suffixIcon={null} value={draft.tags} onChange={(tags) => set({ tags })} />}</Field>
            <Field label={t('knowledge.intent')}>{(of) => <Input id={of} value={draft.intent} maxLength={80} onChange={(typed) => set({ intent: typed.target.value })} />}</Field>
            <Field label={t('knowledge.source')}>{(of) => <Input id={of} value={draft.source} maxLength={200} onChange={(typed) => set({ source: typed.target.value })} />}</Field>
            <Field label={t('knowledge.from')}>{(of) => <input id={of} type="date" className={look.date} value={dayOf(draft.valid_from)} onChange={(typed) => set({ valid_from: typed.target.value })} />}</Field>
            <Field label={t('knowledge.till')}>{(of) => <input id={of} type="date" className={look.date} value={dayOf(draft.valid_till)} onChange={(typed) => set({ valid_till: typed.target.value })} />}</Field>
          </div>
          <Field label={t('knowledge.questions')} hint={t('knowledge.questionsHint')}>
            {(of) => <Input.TextArea id={of} rows={3} value={draft.questions} onChange={(typed) => set({ questions: typed.target.value })} />}
          </Field>
          <OtherWords text={draft.questions.split('\n').find((one) => one.trim()) ?? draft.title} have={draft.questions.split('\n')} onAdd={(words) => set({ questions: `${draft.questions.trimEnd()}\n${words}`.trimStart() })} />
          <Field label={t('knowledge.body')} hint={t('knowledge.bodyHint')}>
            {(of) => <Input.TextArea id={of} className={look.body} autoSize={{ minRows: 12, maxRows: 32 }} value={draft.body} onChange={(typed) => set({ body: typed.target.value })} />}
          </Field>
        </Panel>
        <Panel title={t('knowledge.preview')}>
          <h2 className={look.previewTitle}>{draft.title}</h2>
          <Markdown text={draft.body} />
        </Panel>
      </div>
      {save.isError && <FaultFace thrown={asFault(save.error)} />}
      <div className={look.foot}>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>
          {t(fresh ? 'knowledge.publish' : 'knowledge.save')}
        </Button>
        <Button onClick={onLeave}>{t('knowledge.leave')}</Button>
      </div>
    </form>
  )
}

/** The day of a moment in China, which is the day that a plain date means to the program. */
function dayOf(moment: string): string {
  if (!moment || moment.length === 10) return moment
  return new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 10)
}

function Field({ label, hint, children }: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className={look.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <small>{hint}</small>}
    </div>
  )
}
