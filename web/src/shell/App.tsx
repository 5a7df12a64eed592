import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { api, line, useSession } from '@/api'
import { openLine } from '@/api/live'
import { FaultFace } from '@/ui'
import { Announcer } from '@/ui/Announce'
import { Confirmer } from '@/ui/Confirm'
import { Shortcuts } from '@/ui/Shortcuts'
import { Toaster } from '@/ui/Toast'
import { offerLanguage } from '@/ui/words'
import { AntLook } from './AntLook'
import { queries } from './queries'
import { router } from './router'

/** The whole app; `fault` is set when even the first question to the server found no answer. */
export function App({ fault }: { fault?: unknown }) {
  const state = useSession()
  const who = state.at === 'in' ? state.person.id : ''
  useEffect(() => {
    if (state.at !== 'in') return
    offerLanguage(state.person.locale)
    openLine()
    return () => {
      line.close()
      queries.clear() // nothing of one person is left for the next
      api.forget()
    }
  }, [who])
  const loadedAt = useRef(state.at)
  useEffect(() => {
    if (loadedAt.current === state.at) return // the first screen's rooms have just been checked
    loadedAt.current = state.at
    // Logged out, here or by the server: the rooms check again who may stay.
    void router.invalidate()
  }, [state.at])
  return (
    <AntLook>
      <QueryClientProvider client={queries}>
        {state.at === 'unknown' ? <FaultFace thrown={fault} onRetry={() => location.reload()} /> : <RouterProvider router={router} />}
        <Announcer />
        <Toaster />
        <Confirmer />
        <Shortcuts />
      </QueryClientProvider>
    </AntLook>
  )
}
