import { useTranslation } from 'react-i18next'
import { ChatList } from '@/insight/ChatList'
import { PageHead } from '@/ui'

export default function Chats() {
  const { t } = useTranslation('operator')
  return (
    <>
      <PageHead title={t('chats.title')} lead={t('chats.lead')} />
      <ChatList path="/operator/chats" link="/operator/chats" whole />
    </>
  )
}
