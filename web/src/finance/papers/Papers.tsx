import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from '@/billing/billing.module.css'
import { Fapiaos, type Fapiao } from '@/billing/Fapiaos'
import { Party } from '@/billing/Party'
import { save } from '@/billing/save'
import { PageHead, Panel, refusal, Sheet, toast } from '@/ui'

/** Tax invoices: what the licensed channel is handed, what it answered, and who we are on paper. */
export default function Papers() {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [answering, setAnswering] = useState<Fapiao>()
  const hand = useMutation({
    mutationFn: () => save('/finance/fapiaos/export', 'fapiao-requests.csv', 'POST'),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['/finance/fapiaos'] }),
    onError: (thrown) => toast({ text: refusal(thrown, t('proof.unsaved')), tone: 'bad' }),
  })
  return (
    <>
      <PageHead
        title={t('fapiao.title')}
        lead={t('fapiao.lead')}
        actions={
          <Button type="primary" loading={hand.isPending} onClick={() => hand.mutate()}>
            {t('fapiao.export')}
          </Button>
        }
      />
      <Panel title={t('fapiao.requests')} note={t('fapiao.note')}>
        <Fapiaos
          path="/finance/fapiaos"
          link="/finance/invoices"
          act={(row) => (
            <Button size="small" onClick={() => setAnswering(row)}>
              {t('fapiao.answer')}
            </Button>
          )}
        />
      </Panel>
      <Party path="/finance/billing-details" />
      {answering && <Answer one={answering} onClose={() => setAnswering(undefined)} />}
    </>
  )
}

function Answer({ one, onClose }: { one: Fapiao; onClose: () => void }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [number, setNumber] = useState('')
  const [refused, setRefused] = useState('')
  const answer = useMutation({
    mutationFn: () => api.post(`/finance/fapiaos/${one.id}/answer`, { number, refusal: refused }),
    onSuccess: () => {
      toast({ text: t('fapiao.answered'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/finance/fapiaos'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={`${t('fapiao.answer')} · ${one.document}`}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!number.trim() && !refused.trim()} loading={answer.isPending} onClick={() => answer.mutate()}>
          {t('fapiao.keep')}
        </Button>
      }
    >
      <label className={look.field}>
        {t('fapiao.number')}
        <Input value={number} maxLength={20} inputMode="numeric" autoFocus onChange={(typed) => setNumber(typed.target.value)} />
      </label>
      <label className={look.field}>
        {t('fapiao.refusal')}
        <Input value={refused} maxLength={500} onChange={(typed) => setRefused(typed.target.value)} />
      </label>
      {answer.isError && <p role="alert">{refusal(answer.error)}</p>}
    </Sheet>
  )
}
