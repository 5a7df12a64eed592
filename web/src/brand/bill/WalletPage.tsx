import { useTranslation } from 'react-i18next'
import { Wallet } from '@/money/Wallet'
import { PageHead } from '@/ui'

/** My balance with the marketplace and my rebates. */
export default function WalletPage() {
  const { t } = useTranslation(['money', 'billing'])
  return (
    <>
      <PageHead title={t('wallet.title')} lead={t('wallet.lead')} trail={[{ label: t('billing:bill.title'), to: '/brand/bill' }]} />
      <Wallet path="/brand/wallet" />
    </>
  )
}
