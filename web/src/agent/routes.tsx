import { WalletOutlined, CalendarOutlined, HomeOutlined, MessageOutlined, TrophyOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const agent: Persona = {
  role: 'agent',
  pages: [
    { path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') },
    { path: 'desk', nav: 'desk', icon: MessageOutlined, load: () => import('./desk/Desk') },
    { path: 'market', nav: 'market', icon: CalendarOutlined, load: () => import('./market/Market') },
    { path: 'drills', nav: 'drills', icon: TrophyOutlined, load: () => import('./drills/Drills') },
    { path: 'drills/$id', load: () => import('./drills/Drill') },
    { path: 'pay', nav: 'pay', icon: WalletOutlined, load: () => import('./pay/Pay') },
  ],
}
