import { HomeOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const brand: Persona = {
  role: 'brand',
  pages: [{ path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') }],
}
