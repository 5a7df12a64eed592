import { createRoot } from 'react-dom/client'
import { App, findOut } from '@/shell/App'
import { fetchAhead } from '@/shell/personas'
import { startLook } from '@/ui/look'
import '@/ui/look.css'
import { firstLanguage, startWords } from '@/ui/words'

startLook()
fetchAhead(location.pathname, firstLanguage())
const [fault] = await Promise.all([findOut(), startWords()])
createRoot(document.getElementById('app')!).render(<App fault={fault} />)
