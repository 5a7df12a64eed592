import { ChatReplay } from '@/insight/ChatReplay'

export default function Chat() {
  return <ChatReplay path="/brand/chats" link="/brand/chats" />
}
