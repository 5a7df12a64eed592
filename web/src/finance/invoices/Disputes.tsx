import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { Answered, Clock, Course } from '@/billing/Course'
import { tones, type Dispute } from '@/billing/shape'
import { confirm, CountText, Money, refusal, Rows, Tag, toast, type Column } from '@/ui'

/** Disputes with their clock; finance answers each once. */
export function Disputes({ rows, currency }: { rows: Dispute[]; currency: string }) {
  const { t } = useTranslation('billing')
  const columns: Column<Dispute>[] = [
    { key: 'reason', title: t('disputes.reason'), cell: (row) => <>{row.reason}<Course steps={row.steps} currency={currency} /></> },
    { key: 'state', title: t('invoices.status'), cell: (row) => <><Tag tone={tones[row.state] ?? 'plain'}>{t(`disputes.${row.state}`)}</Tag> {row.in_review && row.state === 'opened' && <Tag tone="primary">{t('disputes.inReview')}</Tag>}</> },
    { key: 'count', title: t('disputes.outcomes'), align: 'end', cell: (row) => <CountText n={row.outcomes} /> },
    { key: 'by', title: t('disputes.answerBy'), cell: (row) => <Clock dispute={row} /> },
    { key: 'amount', title: t('line.amount'), align: 'end', cell: (row) => <Money minor={row.amount_minor} currency={currency} /> },
    { key: 'answer', title: t('disputes.answer'), cell: (row) => (row.state === 'opened' ? <Answer row={row} /> : <Answered row={row} />) },
  ]
  return <Rows rows={rows} columns={columns} rowKey={(row) => row.id} caption={t('disputes.title')} />
}

export function Answer({ row }: { row: Dispute }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const answer = useMutation({
    mutationFn: (upheld: boolean) => api.post(`/finance/disputes/${row.id}/answer`, { upheld, answer: t(upheld ? 'disputes.weAgree' : 'disputes.weDisagree') }),
    onSuccess: () => {
      toast({ text: t('disputes.done'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/invoices'] })
      void queries.invalidateQueries({ queryKey: ['/finance/disputes'] })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  const take = async (upheld: boolean) => {
    if (await confirm({ title: t(upheld ? 'disputes.upholdAsk' : 'disputes.rejectAsk'), text: t(upheld ? 'disputes.upholdText' : 'disputes.rejectText'), yes: t(upheld ? 'disputes.uphold' : 'disputes.reject') })) answer.mutate(upheld)
  }
  return (
    <div className={look.row}>
      <Button size="small" type="primary" loading={answer.isPending} onClick={() => void take(true)}>
        {t('disputes.uphold')}
      </Button>
      <Button size="small" onClick={() => void take(false)}>
        {t('disputes.reject')}
      </Button>
    </div>
  )
}
