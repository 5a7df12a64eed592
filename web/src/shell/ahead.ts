import { askAhead as askForDesk } from '@/agent/desk/ahead'
import type { SessionState } from '@/api/session'
import { loadWords, type Language } from '@/ui/wordfiles'

/** The doors by which nearly everybody comes in. Other pages are fetched when the router knows them. */
const pages: Record<string, () => Promise<unknown>> = {
  '/': () => import('./LogIn'),
  '/login': () => import('./LogIn'),
  '/agent': () => import('@/agent/home/Home'),
  '/agent/desk': () => import('@/agent/desk/Desk'),
}

const locales: Record<Language, () => Promise<unknown>> = {
  zh: () => import('antd/es/locale/zh_CN'),
  en: () => import('antd/es/locale/en_US'),
}

/**
 * Fetches what an address will need while the app itself is still on its way:
 * on a slow line every round trip after another is a third of a second. Only a
 * guess, and only files: whoever may not stay is sent away as always.
 */
export function fetchAhead(address: string, language: Language): void {
  const room = address.split('/')[1] ?? ''
  const folders = ['ui', 'shell', ...(['brand', 'agent', 'finance', 'operator'].includes(room) ? [room] : []), ...(room === 'brand' || room === 'agent' ? ['inbox'] : [])] // the bell speaks the inbox's words
  const files = [...folders.map((folder) => loadWords(folder, language)), pages[address.replace(/\/$/, '') || '/']?.(), locales[language]()]
  for (const file of files) file?.catch(() => undefined) // who needs it asks again, and tells
}

/** Asks what a page will ask first, once it is known who is here. */
export function askAhead(address: string, who: SessionState): void {
  if (who.at === 'in' && who.person.role === 'agent' && address.startsWith('/agent/desk')) askForDesk().catch(() => undefined)
}
