import { Excusals } from '@/billing/Excusals'

export default function BrandExcusals() {
  return <Excusals path="/brand/excusals" side="brand" />
}
