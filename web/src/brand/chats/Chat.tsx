import { ChatReplay } from '@/insight/ChatReplay'
import { useSubjects } from '../knowledge/useSubjects'

export default function Chat() {
  return <ChatReplay path="/brand/chats" link="/brand/chats" subjects={useSubjects()} />
}
