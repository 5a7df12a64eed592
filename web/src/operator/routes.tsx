import { DashboardOutlined, EyeOutlined, SafetyOutlined, HomeOutlined, MessageOutlined, ReadOutlined, TeamOutlined, AuditOutlined, SolutionOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const operator: Persona = {
  role: 'operator',
  pages: [
    { path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') },
    { path: 'wall', nav: 'wall', icon: DashboardOutlined, load: () => import('./wall/Wall') },
    { path: 'chats', nav: 'chats', icon: MessageOutlined, load: () => import('./chats/Chats') },
    { path: 'chats/$id', load: () => import('./chats/Chat') },
    { path: 'floor', nav: 'floor', icon: EyeOutlined, load: () => import('@/floor/OperatorFloor') },
    { path: 'floor/$id', load: () => import('@/floor/OperatorOne') },
    { path: 'alarms', nav: 'alarms', icon: SafetyOutlined, load: () => import('@/guard/AppealsPage') },
    { path: 'pool', nav: 'pool', icon: TeamOutlined, load: () => import('./pool/Pool') },
    { path: 'appeals', nav: 'appeals', icon: AuditOutlined, load: () => import('./appeals/Appeals') },
    { path: 'school', nav: 'school', icon: ReadOutlined, load: () => import('./school/School') },
    { path: 'samples', nav: 'samples', icon: SolutionOutlined, load: () => import('@/samples/OperatorSamples') },
    { path: 'samples/$id/$epoch', load: () => import('@/samples/OperatorSample') },
  ],
}
