import { BellOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Side } from '@/inbox/shape'
import { useUnread } from '@/inbox/useUnread'
import frame from './Frame.module.css'

/** The way to the inbox, with how much of it is new. */
export function Bell({ side }: { side: Side }) {
  const { t } = useTranslation('inbox')
  const unread = useUnread(side)
  return (
    <Link to={`/${side}/inbox`} className={frame.bell} aria-label={t(unread > 0 ? 'bell.some' : 'bell.none', { count: unread })}>
      <BellOutlined aria-hidden />
      {unread > 0 && (
        <span className={frame.bellCount} aria-hidden>
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </Link>
  )
}
