import { useTranslation } from 'react-i18next'
import { usePerson } from '@/api'
import { WallBoard } from '@/insight/WallBoard'
import { PageHead } from '@/ui'

export default function Live() {
  const { t } = useTranslation('brand')
  const person = usePerson()
  return (
    <>
      <PageHead title={t('live.title')} lead={t('live.lead')} />
      <WallBoard
        place={{ wall: '/brand/wall', series: '/brand/wall/series', chats: '/brand/chats', topic: `brand:${person.brand_id ?? ''}` }}
        links={{ chats: '/brand/chats', wall: '/brand/live' }}
      />
    </>
  )
}
