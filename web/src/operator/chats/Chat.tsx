import { ChatReplay } from '@/insight/ChatReplay'

export default function Chat() {
  return <ChatReplay path="/operator/chats" link="/operator/chats" />
}
