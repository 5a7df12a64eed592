import { ExperimentOutlined, DashboardOutlined, HomeOutlined, MessageOutlined, TeamOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const brand: Persona = {
  role: 'brand',
  pages: [
    { path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') },
    { path: 'requests', nav: 'requests', icon: TeamOutlined, load: () => import('./requests/Requests') },
    { path: 'requests/new', load: () => import('./requests/NewRequest') },
    { path: 'requests/$id', load: () => import('./requests/Request') },
    { path: 'live', nav: 'live', icon: DashboardOutlined, load: () => import('./live/Live') },
    { path: 'chats', nav: 'chats', icon: MessageOutlined, load: () => import('./chats/Chats') },
    { path: 'chats/$id', load: () => import('./chats/Chat') },
    { path: 'bench', nav: 'bench', icon: ExperimentOutlined, load: () => import('./bench/Bench') },
  ],
}
