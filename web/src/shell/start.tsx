import { createRoot } from 'react-dom/client'
import { session } from '@/api'
import { startLook } from '@/ui/look'
import '@/ui/look.css'
import { firstLanguage, startWords } from '@/ui/words'
import { App } from './App'
import { readyLook } from './AntLook'
import { fetchPageAhead } from './personas'
import { router } from './router'

/** Shows the app as soon as it is known who is here. */
export async function start(whoIsHere: Promise<unknown>): Promise<void> {
  startLook()
  fetchPageAhead(location.pathname)
  const [fault] = await Promise.all([whoIsHere, startWords(), readyLook(firstLanguage())])
  // Loaded before it is shown: a page that appears in place of a placeholder is held back by React for a third of a second.
  if (session.current().at !== 'unknown') await router.load()
  createRoot(document.getElementById('app')!).render(<App fault={fault} />)
}
