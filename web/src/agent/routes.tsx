import { HomeOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const agent: Persona = {
  role: 'agent',
  pages: [{ path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') }],
}
