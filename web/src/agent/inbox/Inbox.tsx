import { Inbox } from '@/inbox/Inbox'

export default function AgentInbox() {
  return <Inbox side="agent" />
}
