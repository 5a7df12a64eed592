import { useSyncExternalStore } from 'react'
import { Fault } from './fault'
import { session, type Person, type SessionState } from './session'

// Apart from session.ts, which the page's first file needs before React is there.

export function useSession(): SessionState {
  return useSyncExternalStore(session.watch, session.current)
}

/** The person of a page behind the log-in; the shell never shows such a page without one. */
export function usePerson(): Person {
  const state = useSession()
  if (state.at !== 'in') throw new Fault({ status: 401, code: 'session.none' })
  return state.person
}
