import { useTranslation } from 'react-i18next'
import { ChatList } from '@/insight/ChatList'
import { PageHead } from '@/ui'
import { useSubjects } from '../knowledge/useSubjects'

export default function Chats() {
  const { t } = useTranslation('brand')
  return (
    <>
      <PageHead title={t('chats.title')} lead={t('chats.lead')} />
      <ChatList path="/brand/chats" link="/brand/chats" subjects={useSubjects()} />
    </>
  )
}
