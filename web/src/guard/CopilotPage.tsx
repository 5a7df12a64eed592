import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Empty, FaultFace, PageHead, Panel, Rows, ShareText, TimeText, toast, useLocale } from '@/ui'
import look from './guard.module.css'
import { figure, verdict, type Comparison, type Counted, type Notice } from './wire'

/** What drafts came to, with its interval or not at all; and changed rules pushed to whoever answers. */
export default function CopilotPage() {
  const { t } = useTranslation('guard')
  return (
    <>
      <PageHead title={t('copilot.title')} lead={t('copilot.lead')} />
      <Compared />
      <Drafts />
      <Notices />
    </>
  )
}

function Compared() {
  const { t } = useTranslation('guard')
  const locale = useLocale()
  const query = useQuery({ queryKey: ['/brand/copilot/comparison'], queryFn: ({ signal }) => api.get<Comparison>('/brand/copilot/comparison', { signal }) })
  return (
    <Panel title={t('compare.title')} note={t('compare.note')}>
      <Async query={query}>
        {(found) => (
          <>
            <p className={look.some}>{t(found.trial ? 'compare.byLot' : 'compare.byUse', { with: found.with, without: found.without })}</p>
            {!found.enough ? (
              <Empty title={t('compare.tooFew')} hint={t('compare.tooFewHint', { need: found.need, with: found.with, without: found.without })} />
            ) : (
              <Rows
                rows={found.figures}
                rowKey={(one) => one.name}
                caption={t('compare.title')}
                columns={[
                  { key: 'name', title: t('compare.figure'), cell: (one) => t(`compare.figures.${one.name}`) },
                  { key: 'with', title: t('compare.with'), cell: (one) => figure(one.name, one.with, locale), align: 'end' },
                  { key: 'without', title: t('compare.without'), cell: (one) => figure(one.name, one.without, locale), align: 'end' },
                  { key: 'difference', title: t('compare.difference'), cell: (one) => figure(one.name, one.difference, locale), align: 'end' },
                  { key: 'interval', title: t('compare.interval'), cell: (one) => `${figure(one.name, one.low, locale)} … ${figure(one.name, one.high, locale)}`, align: 'end' },
                  { key: 'verdict', title: t('compare.verdict'), cell: (one) => t(`compare.verdicts.${verdict(one)}`) },
                ]}
              />
            )}
            <Holdout key={found.holdout_bp} bp={found.holdout_bp} />
          </>
        )}
      </Async>
    </Panel>
  )
}

const shares = [0, 500, 1000, 2000, 5000] as const

/** The share of conversations answered without drafts, by lot: without it a comparison says who used drafts, not what they do. */
function Holdout({ bp }: { bp: number }) {
  const { t } = useTranslation('guard')
  const known = useQueryClient()
  const put = useMutation({
    mutationFn: (share_bp: number) => api.put('/brand/copilot/holdout', { share_bp }),
    onSuccess: () => known.invalidateQueries({ queryKey: ['/brand/copilot/comparison'] }),
  })
  return (
    <label className={look.holdout}>
      {t('compare.holdout')}
      <select value={put.isPending ? put.variables : bp} disabled={put.isPending} onChange={(picked) => put.mutate(Number(picked.target.value))}>
        {[...new Set([...shares, bp])].map((one) => (
          <option key={one} value={one}>
            {`${one / 100}%`}
          </option>
        ))}
      </select>
      {put.isError && <FaultFace thrown={put.error} />}
    </label>
  )
}

function Drafts() {
  const { t } = useTranslation('guard')
  const query = useQuery({ queryKey: ['/brand/suggestions'], queryFn: ({ signal }) => api.get<{ items: Counted[] }>('/brand/suggestions', { signal }) })
  return (
    <Panel title={t('drafts.title')} note={t('drafts.note')}>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('drafts.none')} />}>
        {(found) => (
          <Rows
            rows={found.items}
            rowKey={(one) => one.kind}
            caption={t('drafts.title')}
            columns={[
              { key: 'kind', title: t('drafts.kind'), cell: (one) => t(`drafts.kinds.${one.kind}`, one.kind) },
              { key: 'offered', title: t('drafts.offered'), cell: (one) => <CountText n={one.offered} />, align: 'end' },
              { key: 'taken', title: t('drafts.taken'), cell: (one) => <ShareText bp={Math.round((one.taken * 10_000) / Math.max(1, one.offered))} />, align: 'end' },
              { key: 'edited', title: t('drafts.edited'), cell: (one) => <CountText n={one.edited} />, align: 'end' },
              { key: 'ended', title: t('drafts.ended'), cell: (one) => <CountText n={one.ended_well} />, align: 'end' },
            ]}
          />
        )}
      </Async>
    </Panel>
  )
}

function Notices() {
  const { t, i18n } = useTranslation('guard')
  const known = useQueryClient()
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const query = useQuery({ queryKey: ['/brand/notices'], queryFn: ({ signal }) => api.get<{ items: Notice[] }>('/brand/notices', { signal }) })
  const push = useMutation({
    mutationFn: () => api.post<Notice>('/brand/notices', { ...(zh.trim() ? { zh: zh.trim() } : {}), ...(en.trim() ? { en: en.trim() } : {}) }),
    onSuccess: () => {
      setZh('')
      setEn('')
      toast({ text: t('notices.pushed'), tone: 'good' })
      return known.invalidateQueries({ queryKey: ['/brand/notices'] })
    },
  })
  return (
    <Panel title={t('notices.title')} note={t('notices.note')}>
      <form
        className={look.foot}
        onSubmit={(submit) => {
          submit.preventDefault()
          push.mutate()
        }}
      >
        <input value={zh} maxLength={300} aria-label={t('notices.zh')} placeholder={t('notices.zh')} onChange={(typed) => setZh(typed.target.value)} />
        <input value={en} maxLength={300} aria-label={t('notices.en')} placeholder={t('notices.en')} onChange={(typed) => setEn(typed.target.value)} />
        <Button type="primary" htmlType="submit" loading={push.isPending} disabled={zh.trim() + en.trim() === ''}>
          {t('notices.push')}
        </Button>
      </form>
      {push.isError && <FaultFace thrown={push.error} />}
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<p className={look.quiet}>{t('notices.none')}</p>}>
        {(found) => (
          <Rows
            rows={found.items}
            rowKey={(one) => one.id}
            caption={t('notices.title')}
            columns={[
              { key: 'text', title: t('notices.text'), cell: (one) => (i18n.language.startsWith('zh') ? one.text.zh : one.text.en) },
              { key: 'since', title: t('notices.since'), cell: (one) => <TimeText at={one.since} /> },
              { key: 'till', title: t('notices.till'), cell: (one) => <TimeText at={one.till} /> },
              { key: 'acks', title: t('notices.acks'), cell: (one) => <CountText n={one.acks.length} />, align: 'end' },
            ]}
          />
        )}
      </Async>
    </Panel>
  )
}
