import { useEffect, useState } from 'react'

/**
 * Whether the desk is open in another tab too. Both tabs work: what is sent
 * carries the draft's own key, so that two tabs that send the same words say
 * them once, and a draft follows from tab to tab (kept.ts). The agent is told,
 * because one of the two is easily forgotten.
 */
export function useTwin(): boolean {
  const [twin, setTwin] = useState(false)
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const channel = new BroadcastChannel('mh.desk')
    const me = Math.random()
    const others = new Set<number>()
    channel.onmessage = ({ data }: MessageEvent<{ from: number; say: 'hello' | 'here' | 'bye' }>) => {
      if (data.say === 'bye') others.delete(data.from)
      else others.add(data.from)
      if (data.say === 'hello') channel.postMessage({ from: me, say: 'here' })
      setTwin(others.size > 0)
    }
    channel.postMessage({ from: me, say: 'hello' })
    const leave = () => channel.postMessage({ from: me, say: 'bye' })
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
      channel.close()
    }
  }, [])
  return twin
}
