import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input, InputNumber, Select } from 'antd'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey, session, type FieldFault, type Page } from '@/api'
import { Choice, FaultFace, PageHead, Panel } from '@/ui'
import { emptyForm, kinds, languages, plans, preset, wishOf, type Form } from './form'
import look from './Requests.module.css'
import type { Past, Request } from './shape'

const ownChannels = ['taobao', 'tmall', 'jd', 'pdd', 'douyin', 'kuaishou', 'xiaohongshu', 'wechat', 'web', 'app']

export default function NewRequest() {
  const { t } = useTranslation('brand')
  const go = useNavigate()
  const queries = useQueryClient()
  const past = useQuery({ queryKey: ['/brand/history', 'channels'], queryFn: ({ signal }) => api.get<Page<Past>>('/brand/history', { signal }) })
  const [form, setForm] = useState<Form>(() => emptyForm(t('form.double11'), session.serverNow()))
  const [key, setKey] = useState(newKey)
  const known = past.data?.items.map((one) => one.channel) ?? []
  // Until the brand chooses, every channel of its history is asked for.
  const chosen = form.channels ?? known
  const change = (part: Partial<Form>) => {
    setForm((before) => ({ ...before, ...part }))
    setKey(newKey()) // another wish, another intention
  }
  const ask = useMutation({
    mutationFn: () => api.post<Request>('/brand/requests', wishOf(form, chosen), { key }),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['/brand/requests'] })
      void go({ to: `/brand/requests/${made.id}` })
    },
  })
  const fault = ask.isError ? asFault(ask.error) : undefined
  const wrong = (name: string) => fault?.fields.filter((one) => one.where === `body.${name}` || one.where.startsWith(`body.${name}[`) || one.where.startsWith(`body.${name}.`)) ?? []
  const placed = fault && fault.fields.length > 0
  return (
    <>
      <PageHead title={t('form.title')} lead={t('form.lead')} trail={[{ label: t('requests.title'), to: '/brand/requests' }]} />
      <form
        className={look.form}
        onSubmit={(sent) => {
          sent.preventDefault()
          ask.mutate()
        }}
      >
        <Panel title={t('form.when')} note={t('form.whenNote')}>
          <div className={look.pick}>
            {(['double11', '618', 'livestream'] as const).map((kind) => (
              <Button key={kind} onClick={() => change(preset(kind, t(`form.${kind}`), session.serverNow(), form.zone))}>
                {t(`form.${kind}`)}
              </Button>
            ))}
          </div>
          <div className={look.fields}>
            <Field label={t('form.event')} wrong={wrong('event')}>
              {(id) => <Input id={id} value={form.event} maxLength={120} onChange={(typed) => change({ event: typed.target.value })} />}
            </Field>
            <Field label={t('form.kind')} wrong={wrong('kind')}>
              {(id) => <Select id={id} value={form.kind} options={kinds.map((value) => ({ value, label: t(`form.kinds.${value}`) }))} onChange={(kind) => change({ kind })} />}
            </Field>
            <Field label={t('form.starts')} wrong={wrong('starts')} hint={form.zone}>
              {(id) => <Input id={id} type="datetime-local" required step={1800} value={form.starts} onChange={(typed) => change({ starts: typed.target.value })} />}
            </Field>
            <Field label={t('form.ends')} wrong={wrong('ends')} hint={form.zone}>
              {(id) => <Input id={id} type="datetime-local" required step={1800} value={form.ends} onChange={(typed) => change({ ends: typed.target.value })} />}
            </Field>
            <Field label={t('form.opens')} wrong={wrong('opens')}>
              {(id) => <Input id={id} type="time" step={1800} value={form.opens} onChange={(typed) => change({ opens: typed.target.value })} />}
            </Field>
            <Field label={t('form.closes')} wrong={wrong('closes')} hint={t('form.closesHint')}>
              {(id) => <Input id={id} type="time" step={1800} value={form.closes} onChange={(typed) => change({ closes: typed.target.value })} />}
            </Field>
          </div>
        </Panel>
        <Panel title={t('form.who')} note={t('form.whoNote')}>
          <div className={look.fields}>
            <Field label={t('form.channels')} wrong={wrong('channels')} hint={known.length === 0 ? t('form.noHistory') : undefined}>
              {(id) => (
                <Select
                  id={id}
                  mode="multiple"
                  value={chosen}
                  options={[...new Set([...known, ...ownChannels])].map((value) => ({ value, label: t(`channels.${value}`, value) }))}
                  onChange={(channels) => change({ channels })}
                />
              )}
            </Field>
            <Field label={t('form.languages')} wrong={wrong('languages')} hint={t('form.languagesHint')}>
              {(id) => <Select id={id} mode="multiple" value={form.languages} options={languages.map((value) => ({ value, label: t(`form.tongues.${value}`) }))} onChange={(picked) => change({ languages: picked })} />}
            </Field>
            <Field label={t('form.require')} wrong={[...wrong('require'), ...wrong('categories')]} hint={t('form.requireHint')}>
              {(id) => (
                <Select
                  id={id}
                  mode="tags"
                  value={form.require}
                  tokenSeparators={[',', ' ', '，']}
                  options={['refund', 'size', 'presale', 'logistics', 'quality', 'complaint'].map((one) => ({ value: `skill:${one}`, label: t(`form.skills.${one}`) }))}
                  onChange={(require) => change({ require })}
                />
              )}
            </Field>
            <Field label={t('form.deflection')} wrong={wrong('deflection_bp')} hint={t('form.deflectionHint')}>
              {(id) => <InputNumber id={id} min={0} max={100} value={form.deflection} onChange={(n) => change({ deflection: n ?? 0 })} style={{ width: '100%' }} />}
            </Field>
            <Field label={t('form.multiplier')} wrong={wrong('multiplier')} hint={t('form.multiplierHint')}>
              {(id) => <InputNumber id={id} min={0.1} max={100} step={0.5} value={form.multiplier} onChange={(multiplier) => change({ multiplier })} style={{ width: '100%' }} />}
            </Field>
            <Field label={t('form.budget')} wrong={wrong('budget_minor')} hint={t('form.budgetHint')}>
              {(id) => <InputNumber id={id} min={0} precision={0} value={form.budget} onChange={(budget) => change({ budget })} style={{ width: '100%' }} />}
            </Field>
          </div>
        </Panel>
        <Panel title={t('seats.title')}>
          <label className={look.allow}>
            <input type="checkbox" checked={form.inParts} onChange={(press) => change({ inParts: press.target.checked })} />
            <span>
              {t('seats.inParts')}
              <small className={look.hint}>{t('seats.inPartsNote')}</small>
            </span>
          </label>
        </Panel>
        <Panel title={t('form.promise')} note={t('form.promiseNote')}>
          <fieldset className={look.plans} aria-label={t('form.promise')}>
            {plans.map((plan) => (
              <label key={plan} className={look.plan}>
                <input type="radio" name="plan" value={plan} checked={form.plan === plan} onChange={() => change({ plan })} />
                <strong>{t(`promises.${plan}.name`)}</strong>
                <span>{t(`promises.${plan}.text`)}</span>
              </label>
            ))}
          </fieldset>
          {wrong('plan').map((one) => (
            <p key={one.where} className={look.wrong}>{one.wanted}</p>
          ))}
        </Panel>
        {fault && <FaultFace thrown={fault} />}
        <div className={look.foot}>
          {placed && <span className={look.wrong} role="alert">{t('form.fix', { count: fault.fields.length })}</span>}
          <Choice label={t('form.zone')} value={form.zone} options={[...new Set(['Asia/Shanghai', form.home])].map((value) => ({ value, text: value }))} onChange={(zone) => change({ zone })} />
          <Button type="primary" size="large" htmlType="submit" loading={ask.isPending}>
            {t('form.send')}
          </Button>
        </div>
      </form>
    </>
  )
}

/** One field with its label, its hint and what is wrong with it. */
function Field(props: { label: string; hint?: string | undefined; wrong: FieldFault[]; children: (id: string) => ReactNode }) {
  const { t } = useTranslation('brand')
  const id = useId()
  return (
    <div className={look.field}>
      <label htmlFor={id}>{props.label}</label>
      {props.children(id)}
      {props.hint && <span className={look.hint}>{props.hint}</span>}
      {props.wrong.map((one) => (
        <span key={one.where} className={look.wrong}>
          {t('form.wanted', { wanted: one.wanted })}
        </span>
      ))}
    </div>
  )
}
