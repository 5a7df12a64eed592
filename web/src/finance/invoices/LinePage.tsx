import { Outcomes } from '@/billing/Outcomes'

export default function LinePage() {
  return <Outcomes path="/finance/invoices" link="/finance/invoices" chats="/finance/chats" />
}
