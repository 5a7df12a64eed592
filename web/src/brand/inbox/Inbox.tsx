import { Inbox } from '@/inbox/Inbox'

export default function BrandInbox() {
  return <Inbox side="brand" />
}
