import { DashboardOutlined, WalletOutlined, CalendarOutlined, HomeOutlined, MessageOutlined, SafetyCertificateOutlined, StarOutlined, TrophyOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const agent: Persona = {
  role: 'agent',
  pages: [
    { path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') },
    { path: 'desk', nav: 'desk', icon: MessageOutlined, load: () => import('./desk/Desk') },
    { path: 'market', nav: 'market', icon: CalendarOutlined, load: () => import('./market/Market') },
    { path: 'drills', nav: 'drills', icon: TrophyOutlined, load: () => import('./drills/Drills') },
    { path: 'drills/$id', load: () => import('./drills/Drill') },
    { path: 'certificates', nav: 'certificates', icon: SafetyCertificateOutlined, load: () => import('./certificates/Certificates') },
    { path: 'quality', nav: 'quality', icon: StarOutlined, load: () => import('./quality/Quality') },
    { path: 'settings', load: () => import('./certificates/Settings') },
    { path: 'shifts/$id', load: () => import('./shifts/Shift') },
    { path: 'reliability', nav: 'reliability', icon: DashboardOutlined, load: () => import('./reliability/Reliability') },
    { path: 'inbox', load: () => import('./inbox/Inbox') },
    { path: 'pay', nav: 'pay', icon: WalletOutlined, load: () => import('./pay/Pay') },
  ],
}
