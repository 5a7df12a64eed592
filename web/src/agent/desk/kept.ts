import { useCallback, useEffect, useState } from 'react'
import { newKey } from '@/api'
import type { Citation } from './wire'

/**
 * What is written and not sent yet. It survives a reload together with its key,
 * so that a message whose answer was lost is sent again as the same message.
 */
export type Unsent = { text: string; key: string; suggestion?: string; citations?: Citation[]; skus?: string[] }

const at = (chat: string) => `mh.unsent.${chat}`

export function readUnsent(chat: string): Unsent {
  try {
    const kept = JSON.parse(localStorage.getItem(at(chat)) ?? 'null') as Partial<Unsent> | null
    if (kept && typeof kept.text === 'string' && typeof kept.key === 'string') return kept as Unsent
  } catch {
    // A full or forbidden storage, or somebody else's words: begin anew.
  }
  return { text: '', key: newKey() }
}

export function keepUnsent(chat: string, unsent: Unsent): void {
  try {
    if (unsent.text === '') localStorage.removeItem(at(chat))
    else localStorage.setItem(at(chat), JSON.stringify(unsent))
  } catch {
    // Without storage the words live as long as the page.
  }
}

/** Everything that is written and not sent, by conversation. */
export function keptUnsent(): Record<string, string> {
  const kept: Record<string, string> = {}
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i) ?? ''
      if (key.startsWith(at(''))) kept[key.slice(at('').length)] = localStorage.getItem(key) ?? ''
    }
  } catch {
    // Without storage nothing was kept.
  }
  return kept
}

export function dropUnsent(chat: string): void {
  keepUnsent(chat, { text: '', key: '' })
}

/** The words in work for one conversation; mount it anew (key) for another. A second tab that writes or sends them is followed. */
export function useUnsent(chat: string) {
  const [unsent, set] = useState(() => readUnsent(chat))
  const change = useCallback(
    (how: (before: Unsent) => Unsent) =>
      set((before) => {
        const next = how(before)
        keepUnsent(chat, next)
        return next
      }),
    [chat],
  )
  useEffect(() => {
    const follow = (told: StorageEvent) => {
      if (told.key === at(chat)) set(readUnsent(chat))
    }
    window.addEventListener('storage', follow)
    return () => window.removeEventListener('storage', follow)
  }, [chat])
  const clear = useCallback(() => change(() => ({ text: '', key: newKey() })), [change])
  return { unsent, change, clear }
}

const readAt = 'mh.read'

/** How far each conversation was read on this device. */
export function readSeqs(): Record<string, number> {
  try {
    return (JSON.parse(localStorage.getItem(readAt) ?? '{}') ?? {}) as Record<string, number>
  } catch {
    return {}
  }
}

export function keepRead(seqs: Record<string, number>): void {
  try {
    localStorage.setItem(readAt, JSON.stringify(seqs))
  } catch {
    // Unread marks are then per visit.
  }
}
