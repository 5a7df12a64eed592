import { ChatReplay } from '@/insight/ChatReplay'

export default function Chat() {
  return <ChatReplay path="/finance/chats" link="/finance/invoices" />
}
