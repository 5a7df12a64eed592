import { CalendarOutlined, HomeOutlined, MessageOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const agent: Persona = {
  role: 'agent',
  pages: [
    { path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') },
    { path: 'desk', nav: 'desk', icon: MessageOutlined, load: () => import('./desk/Desk') },
    { path: 'market', nav: 'market', icon: CalendarOutlined, load: () => import('./market/Market') },
  ],
}
