import { HomeOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const operator: Persona = {
  role: 'operator',
  pages: [{ path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') }],
}
