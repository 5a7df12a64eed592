import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, newKey } from '@/api'
import look from '@/billing/billing.module.css'
import { tones, type Run, type RunHead } from '@/money/shape'
import { Choice, CountText, DataTable, Empty, FaultFace, Money, PageHead, Panel, Sheet, Tag, TimeText, useList, type Column } from '@/ui'

/** Payruns: drafted by one person, approved by two, sent by the bank's file or by Stripe. */
export default function Payruns() {
  const { t } = useTranslation('money')
  const list = useList<RunHead>('/finance/payruns')
  const [drafting, setDrafting] = useState(false)
  const columns: Column<RunHead>[] = [
    { key: 'number', title: t('runs.number'), cell: (row) => row.number },
    { key: 'made', title: t('runs.made'), cell: (row) => <TimeText at={row.made_at} /> },
    { key: 'driver', title: t('runs.driver'), cell: (row) => t(`runs.by.${row.driver}`) },
    { key: 'state', title: t('runs.state'), cell: (row) => <Tag tone={tones[row.state] ?? 'plain'}>{t(`runs.states.${row.state}`)}</Tag> },
    { key: 'items', title: t('runs.agents'), align: 'end', cell: (row) => <CountText n={row.items_count} /> },
    { key: 'net', title: t('runs.net'), align: 'end', cell: (row) => <Money minor={row.net_minor} currency={row.currency} /> },
  ]
  return (
    <>
      <PageHead
        title={t('runs.title')}
        lead={t('runs.lead')}
        actions={
          <Button type="primary" onClick={() => setDrafting(true)}>
            {t('runs.draft')}
          </Button>
        }
      />
      <Panel>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} to={(row) => `/finance/payruns/${row.id}`} caption={t('runs.title')} empty={<Empty title={t('runs.none')} hint={t('runs.noneHint')} />} />
      </Panel>
      {drafting && <Drafting onClose={() => setDrafting(false)} />}
    </>
  )
}

function Drafting({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const go = useNavigate()
  const key = useRef(newKey())
  const [currency, setCurrency] = useState('CNY')
  const [driver, setDriver] = useState<'bank' | 'stripe'>('bank')
  const draft = useMutation({
    mutationFn: () => api.post<Run>('/finance/payruns', { currency, driver }, { key: key.current }),
    onSuccess: (run) => {
      void queries.invalidateQueries({ queryKey: ['/finance/payruns'] })
      void go({ to: `/finance/payruns/${run.id}` })
    },
    onError: () => (key.current = newKey()),
  })
  return (
    <Sheet
      title={t('runs.draft')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={currency.length !== 3} loading={draft.isPending} onClick={() => draft.mutate()}>
          {t('runs.collect')}
        </Button>
      }
    >
      <p>{t('runs.draftText')}</p>
      <label className={look.field}>
        {t('runs.currency')}
        <Input value={currency} maxLength={3} autoFocus onChange={(typed) => setCurrency(typed.target.value.toUpperCase())} />
      </label>
      <Choice label={t('runs.driver')} value={driver} onChange={setDriver} options={(['bank', 'stripe'] as const).map((value) => ({ value, text: t(`runs.by.${value}`) }))} />
      {draft.isError && <FaultFace thrown={asFault(draft.error)} />}
    </Sheet>
  )
}
