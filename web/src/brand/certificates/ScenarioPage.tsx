import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { announce, Async, FaultFace, Grid, PageHead, Panel, Tag } from '@/ui'
import look from './Certificates.module.css'
import { said, type Scenario } from './shape'

const nanoseconds = 1e9

/** A scenario with nothing hidden: the answer, a rehearsal, how the shopper is, and publishing it. */
export default function ScenarioPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({ queryKey: ['/brand/scenarios', id], queryFn: ({ signal }) => api.get<Scenario>(`/brand/scenarios/${id}`, { signal }) })
  return <Async query={query}>{(one) => <Preview key={one.id + one.state} one={one} />}</Async>
}

function Preview({ one }: { one: Scenario }) {
  const { t, i18n } = useTranslation('brand')
  const queries = useQueryClient()
  const kept = (next: Scenario) => {
    queries.setQueryData(['/brand/scenarios', one.id], next)
    void queries.invalidateQueries({ queryKey: ['/brand/scenarios', {}] })
    announce(t('scenarios.kept'))
  }
  const decide = useMutation({ mutationFn: (how: 'publish' | 'retire') => api.post<Scenario>(`/brand/scenarios/${one.id}/${how}`, {}, { key: newKey() }), onSuccess: kept })
  return (
    <>
      <PageHead
        title={said(one.title, i18n.language)}
        lead={t('scenarios.previewLead', { n: one.edition, score: one.rehearsal_score ?? 0 })}
        trail={[
          { label: t('certificates.title'), to: '/brand/certificates' },
          { label: t('scenarios.title'), to: '/brand/certificates/scenarios' },
        ]}
        actions={
          <>
            {one.state === 'draft' && (
              <Button type="primary" loading={decide.isPending} disabled={one.stale} onClick={() => decide.mutate('publish')}>
                {t('scenarios.publish')}
              </Button>
            )}
            {one.state !== 'retired' && (
              <Button loading={decide.isPending} onClick={() => decide.mutate('retire')}>
                {t('scenarios.retire')}
              </Button>
            )}
          </>
        }
      />
      {decide.isError && <FaultFace thrown={decide.error} />}
      <Grid of="wide">
        <Panel title={t('scenarios.answer')}>
          <ul className={look.rows}>
            <li>
              <span>{t('scenarios.verdict')}</span>
              <Tag tone="primary">{t(`scenarios.verdicts.${one.scene.verdict}`)}</Tag>
              {one.scene.because && <span>{one.scene.because}</span>}
            </li>
            {one.scene.needs.map((need) => (
              <li key={need.name}>
                <span>{need.ask}</span>
                <em>{need.says}</em>
              </li>
            ))}
            {one.scene.keys?.map((k) => (
              <li key={k.id}>
                <span>{k.ask}</span>
                <em>{k.answer}</em>
                {k.hidden && <Tag>{t('scenarios.hidden')}</Tag>}
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={t('scenarios.rehearsal')} note={t('scenarios.rehearsalNote')}>
          <ol className={look.talk}>
            {one.rehearsal?.map((line) => (
              <li key={line.seq} data-agent={line.agent || undefined}>
                {line.text}
              </li>
            ))}
          </ol>
        </Panel>
      </Grid>
      {one.state === 'draft' && <Adjust one={one} onKept={kept} />}
    </>
  )
}

/** How the shopper is; what is right stays the procedure's. */
function Adjust({ one, onKept }: { one: Scenario; onKept: (next: Scenario) => void }) {
  const { t } = useTranslation('brand')
  const p = one.scene.persona
  const [change, setChange] = useState({ opening: one.scene.opening, patience_seconds: Math.round(p.patience / nanoseconds), temper: p.temper, trusting: p.trusting, style: p.style, level: one.level })
  const keep = useMutation({ mutationFn: () => api.patch<Scenario>(`/brand/scenarios/${one.id}`, change, { key: newKey() }), onSuccess: onKept })
  return (
    <Panel title={t('scenarios.adjust')} note={t('scenarios.adjustNote')}>
      <form
        className={look.make}
        onSubmit={(sent) => {
          sent.preventDefault()
          keep.mutate()
        }}
      >
        <label style={{ flex: '1 1 100%' }}>
          {t('scenarios.opening')}
          <Input.TextArea rows={2} maxLength={200} value={change.opening} onChange={(typed) => setChange({ ...change, opening: typed.target.value })} />
        </label>
        <label>
          {t('scenarios.patience')}
          <InputNumber min={15} max={300} value={change.patience_seconds} onChange={(n) => setChange({ ...change, patience_seconds: n ?? 60 })} />
        </label>
        <label>
          {t('scenarios.temper')}
          <InputNumber min={0} max={60} value={change.temper} onChange={(n) => setChange({ ...change, temper: n ?? 0 })} />
        </label>
        <label>
          {t('scenarios.style')}
          <Select value={change.style} onChange={(style) => setChange({ ...change, style })} options={(['terse', 'plain', 'chatty'] as const).map((value) => ({ value, label: t(`scenarios.styles.${value}`) }))} />
        </label>
        <label>
          {t('scenarios.trusting')}
          <Switch checked={change.trusting} onChange={(trusting) => setChange({ ...change, trusting })} />
        </label>
        <Button htmlType="submit" loading={keep.isPending}>
          {t('scenarios.keep')}
        </Button>
        {keep.isError && <FaultFace thrown={keep.error} />}
      </form>
    </Panel>
  )
}
