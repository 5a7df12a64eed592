import { session } from '@/api/session'
import { askAhead, fetchAhead } from '@/shell/ahead'
import { firstLanguage } from '@/ui/wordfiles'

void open()

/**
 * Opens the app. This file is small on purpose: who is here, what they will see
 * and its words are asked for while the app's larger part is still on the line.
 */
async function open(): Promise<void> {
  const whoIsHere = session.refresh().then(
    () => askAhead(location.pathname, session.current()),
    (fault: unknown) => fault,
  )
  // The locks answer in order: when this one has, the question above is on the line, before all files.
  await navigator.locks?.query()
  fetchAhead(location.pathname, firstLanguage())
  const { start } = await import('@/shell/start')
  await start(whoIsHere)
}
