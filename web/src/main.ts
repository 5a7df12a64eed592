import { session } from '@/api/session'
import { fetchAhead } from '@/shell/ahead'
import '@/ui/look.css'
import { firstLanguage } from '@/ui/wordfiles'

// This file is small on purpose: who is here, the words and the page are asked
// for while the app's larger part is still on the line.
const whoIsHere = session.refresh().then(
  () => undefined,
  (fault: unknown) => fault,
)
// The locks answer in order: when this one has, the question above is on the line, before all files.
await navigator.locks?.query()
fetchAhead(location.pathname, firstLanguage())
const { start } = await import('@/shell/start')
await start(whoIsHere)
