import { Outcomes } from '@/billing/Outcomes'

export default function LinePage() {
  return <Outcomes path="/brand/invoices" link="/brand/bill" chats="/brand/chats" />
}
