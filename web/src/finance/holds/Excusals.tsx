import { Excusals } from '@/billing/Excusals'
import { useBrands } from '../rebates/useBrands'

export default function FinanceExcusals() {
  return <Excusals path="/finance/excusals" side="platform" brands={useBrands()} />
}
