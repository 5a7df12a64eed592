import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, Input, InputNumber, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Async, Empty, FaultFace, PageHead, Panel, toast, useLocale } from '@/ui'
import { blanksOf, wordsIn, type Blank, type Pack as Ready } from './brought'
import look from './knowledge.module.css'
import { Markdown } from './Markdown'

type Filled = { published: number; articles: { id: string; title: string; body: string; lang: string }[] }

/** Ready topics of a shop: choose them, fill in what differs, look, publish. */
export default function Pack() {
  const { t } = useTranslation('brand')
  const query = useQuery({ queryKey: ['/brand/knowledge/pack'], queryFn: ({ signal }) => api.get<Ready>('/brand/knowledge/pack', { signal }), staleTime: Infinity })
  return (
    <>
      <PageHead title={t('knowledge.pack.title')} lead={t('knowledge.pack.lead')} trail={[{ label: t('knowledge.title'), to: '/brand/knowledge' }]} />
      <Async query={query}>{(pack) => <Form pack={pack} />}</Async>
    </>
  )
}

function Form({ pack }: { pack: Ready }) {
  const { t } = useTranslation('brand')
  const lang = useLocale()
  const go = useNavigate()
  const known = useQueryClient()
  const [topics, setTopics] = useState(pack.topics.map((one) => one.id))
  const [langs, setLangs] = useState<string[]>(['zh', 'en'])
  const [blanks, setBlanks] = useState<Record<string, string>>({})
  const set = (name: string, value: string) => setBlanks((was) => ({ ...was, [name]: value }))
  const fill = useMutation({
    mutationFn: (onlyLook: boolean) => api.post<Filled>('/brand/knowledge/pack', { topics, langs, blanks: Object.fromEntries(Object.entries(blanks).filter(([, value]) => value !== '')), look: onlyLook }),
    onSuccess: (filled, onlyLook) => {
      if (onlyLook) return
      toast({ text: t('knowledge.pack.published', { count: filled.published }), tone: 'good' })
      void known.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/brand/') })
      void go({ to: '/brand/knowledge' })
    },
  })
  const ready = topics.length > 0 && langs.length > 0
  return (
    <div className={look.editor}>
      <div className={look.cards}>
        <Panel title={t('knowledge.pack.topics')}>
          <Checkbox.Group className={look.choose} value={topics} onChange={(chosen) => setTopics(chosen as string[])} options={pack.topics.map((one) => ({ value: one.id, label: wordsIn(one.name, lang) }))} />
          <Checkbox.Group className={look.choose} value={langs} onChange={(chosen) => setLangs(chosen as string[])} options={['zh', 'en'].map((value) => ({ value, label: t(`knowledge.langs.${value}`) }))} />
        </Panel>
        <Panel title={t('knowledge.pack.blanks')} note={t('knowledge.pack.blanksNote')}>
          {blanksOf(pack, topics).map((blank) => (
            <BlankField key={blank.name} blank={blank} lang={lang} value={blanks[blank.name] ?? ''} onChange={(value) => set(blank.name, value)} />
          ))}
          <div className={look.foot}>
            <Button disabled={!ready} loading={fill.isPending} onClick={() => fill.mutate(true)}>{t('knowledge.pack.look')}</Button>
            <Button type="primary" disabled={!ready} loading={fill.isPending} onClick={() => fill.mutate(false)}>{t('knowledge.pack.publish')}</Button>
          </div>
          {fill.isError && <FaultFace thrown={asFault(fill.error)} />}
        </Panel>
      </div>
      <Panel title={t('knowledge.preview')}>
        {fill.data ? (
          fill.data.articles.map((one) => (
            <details key={one.id} open={fill.data.articles.length < 3}>
              <summary>{one.title}</summary>
              <Markdown text={one.body} />
            </details>
          ))
        ) : (
          <Empty title={t('knowledge.pack.noLook')} hint={t('knowledge.pack.noLookHint')} />
        )}
      </Panel>
    </div>
  )
}

function BlankField({ blank, lang, value, onChange }: { blank: Blank; lang: string; value: string; onChange: (value: string) => void }) {
  const label = wordsIn(blank.label, lang)
  if (blank.choice) {
    const keys = Object.keys(blank.choice).sort()
    return (
      <fieldset className={look.field}>
        <legend>{label}</legend>
        <Radio.Group value={value || keys[0]} onChange={(picked) => onChange(String(picked.target.value))}>
          {keys.map((key) => (
            <Radio key={key} value={key} className={look.sentence}>{wordsIn(blank.choice![key], lang)}</Radio>
          ))}
        </Radio.Group>
      </fieldset>
    )
  }
  const id = `blank-${blank.name}`
  return (
    <div className={look.field}>
      <label htmlFor={id}>{label}</label>
      {blank.number ? (
        <InputNumber id={id} className={look.number} min={blank.number.least} max={blank.number.most} precision={0} value={value === '' ? blank.number.default : Number(value)} onChange={(n) => onChange(n === null ? '' : String(n))} suffix={wordsIn(blank.unit, lang)} />
      ) : (
        <Input id={id} maxLength={60} value={value} placeholder={wordsIn(blank.default, lang)} onChange={(typed) => onChange(typed.target.value)} />
      )}
    </div>
  )
}
