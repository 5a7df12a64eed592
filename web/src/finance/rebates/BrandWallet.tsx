import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Input, InputNumber } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import look from '@/billing/billing.module.css'
import { decimalsOf, minorOf } from '@/money/decimals'
import { Wallet } from '@/money/Wallet'
import { PageHead, refusal, Sheet, toast } from '@/ui'
import { useBrands } from './useBrands'

/** A brand's balance as finance sees it, and where a prepayment is written down. */
export default function BrandWallet() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useTranslation('money')
  const [open, setOpen] = useState(false)
  const name = useBrands().find((brand) => brand.id === id)?.name
  return (
    <>
      <PageHead
        title={name ?? t('wallet.title')}
        lead={t('wallet.lead')}
        trail={[{ label: t('rebates.title'), to: '/finance/rebates' }]}
        actions={
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('wallet.prepay')}
          </Button>
        }
      />
      <Wallet path={`/finance/brands/${id}/wallet`} />
      {open && <Prepaying brand={id} onClose={() => setOpen(false)} />}
    </>
  )
}

function Prepaying({ brand, onClose }: { brand: string; onClose: () => void }) {
  const { t } = useTranslation('money')
  const queries = useQueryClient()
  const key = useRef(newKey())
  const path = `/finance/brands/${brand}/wallet`
  const wallet = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<{ currency: string }>(path, { signal }) })
  const currency = wallet.data?.currency ?? 'CNY'
  const [amount, setAmount] = useState<string | null>(null)
  const [reference, setReference] = useState('')
  const prepay = useMutation({
    mutationFn: () => api.post(`/finance/brands/${brand}/prepayments`, { amount_minor: minorOf(amount ?? '0', currency), reference }, { key: key.current }),
    onSuccess: () => {
      toast({ text: t('wallet.prepaid'), tone: 'good' })
      void queries.invalidateQueries({ queryKey: [`/finance/brands/${brand}/wallet`] })
      onClose()
    },
    onError: () => (key.current = newKey()),
  })
  return (
    <Sheet
      title={t('wallet.prepay')}
      onClose={onClose}
      foot={
        <Button type="primary" disabled={!amount || !reference.trim()} loading={prepay.isPending} onClick={() => prepay.mutate()}>
          {t('wallet.prepay')}
        </Button>
      }
    >
      <label className={look.field}>
        {t('wallet.amount')}
        <InputNumber<string> stringMode min="0" precision={decimalsOf(currency)} suffix={currency} value={amount} autoFocus onChange={setAmount} />
      </label>
      <label className={look.field}>
        {t('runs.reference')}
        <Input value={reference} maxLength={200} onChange={(typed) => setReference(typed.target.value)} />
      </label>
      {prepay.isError && <p role="alert">{refusal(prepay.error)}</p>}
    </Sheet>
  )
}
