import { useEffect, useRef } from 'react'
import { slept } from './fresh'

const beat = 5_000

/** Tells when the page was asleep (a closed lid, a frozen tab) or the network came back: what it shows may be old. */
export function useWake(onWake: (asleep: number) => void): void {
  const tell = useRef(onWake)
  tell.current = onWake
  useEffect(() => {
    let last = Date.now()
    const look = () => {
      const now = Date.now()
      const gap = slept(last, now, beat)
      last = now
      if (gap > 0) tell.current(gap)
    }
    const back = () => tell.current(0)
    const timer = setInterval(look, beat)
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', back)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', back)
    }
  }, [])
}
