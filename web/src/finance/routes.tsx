import { HomeOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const finance: Persona = {
  role: 'finance',
  pages: [{ path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') }],
}
