import { createRoot } from 'react-dom/client'
import { App, findOut } from '@/shell/App'
import { startLook } from '@/ui/look'
import '@/ui/look.css'
import { startWords } from '@/ui/words'

startLook()
const [fault] = await Promise.all([findOut(), startWords()])
createRoot(document.getElementById('app')!).render(<App fault={fault} />)
