import { FileDoneOutlined, BookOutlined, DashboardOutlined, DatabaseOutlined, EyeOutlined, ExperimentOutlined, HomeOutlined, MessageOutlined, PartitionOutlined, RobotOutlined, SafetyCertificateOutlined, SafetyOutlined, TeamOutlined } from '@ant-design/icons'
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
    { path: 'floor', nav: 'floor', icon: EyeOutlined, load: () => import('@/floor/BrandFloor') },
    { path: 'floor/$id', load: () => import('@/floor/BrandOne') },
    { path: 'guard', nav: 'guard', icon: SafetyOutlined, load: () => import('@/guard/GuardPage') },
    { path: 'copilot', nav: 'copilot', icon: RobotOutlined, load: () => import('@/guard/CopilotPage') },
    { path: 'bench', nav: 'bench', icon: ExperimentOutlined, load: () => import('./bench/Bench') },
    { path: 'knowledge', nav: 'knowledge', icon: BookOutlined, load: () => import('./knowledge/Knowledge') },
    { path: 'knowledge/new', load: () => import('./knowledge/NewArticle') },
    { path: 'knowledge/$id', load: () => import('./knowledge/ArticlePage') },
    { path: 'procedures', nav: 'procedures', icon: PartitionOutlined, load: () => import('./procedures/Procedures') },
    { path: 'procedures/new', load: () => import('./procedures/NewProcedure') },
    { path: 'procedures/$id', load: () => import('./procedures/ProcedurePage') },
    { path: 'certificates', nav: 'certificates', icon: SafetyCertificateOutlined, load: () => import('./certificates/Certificates') },
    { path: 'certificates/scenarios', load: () => import('./certificates/Scenarios') },
    { path: 'certificates/scenarios/$id', load: () => import('./certificates/ScenarioPage') },
    { path: 'data', nav: 'data', icon: DatabaseOutlined, load: () => import('./data/Data') },
    { path: 'bill', nav: 'bill', icon: FileDoneOutlined, load: () => import('./bill/Bill') },
    { path: 'bill/details', load: () => import('./bill/Details') },
    { path: 'bill/$id', load: () => import('./bill/Invoice') },
    { path: 'bill/$id/lines/$line', load: () => import('./bill/LinePage') },
  ],
}
