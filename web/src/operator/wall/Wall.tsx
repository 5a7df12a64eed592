import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { WallBoard } from '@/insight/WallBoard'
import { PageHead } from '@/ui'

/** All brands, or one of them by ?brand=. */
export default function Wall() {
  const { t } = useTranslation('operator')
  const { brand } = useSearch({ strict: false }) as { brand?: string }
  return (
    <>
      <PageHead
        title={t('wall.title')}
        lead={t(brand ? 'wall.leadOne' : 'wall.lead')}
        actions={
          brand && (
            <Link to="/operator/wall" search={{} as never}>
              {t('wall.all')}
            </Link>
          )
        }
      />
      <WallBoard
        place={{ wall: '/operator/wall', series: '/operator/wall/series', chats: '/operator/chats', topic: 'floor:all', brand }}
        links={{ chats: '/operator/chats', wall: '/operator/wall' }}
      />
    </>
  )
}
