import { agent } from '@/agent/routes'
import type { Role } from '@/api'
import { brand } from '@/brand/routes'
import { finance } from '@/finance/routes'
import { operator } from '@/operator/routes'
import { loadWords } from '@/ui/words'
import type { Persona } from './persona'

export const personas: Record<Role, Persona> = { brand, agent, finance, operator }

export const roles = Object.keys(personas) as Role[]

/**
 * Fetches the page and the words that an address will need while the server is
 * still being asked who is here: on a slow line that saves a whole round trip.
 * Only a guess: whoever may not stay is sent away as always.
 */
export function fetchAhead(address: string, language: string): void {
  const [, room = '', ...rest] = address.split('/')
  const persona = roles.find((role) => role === room)
  if (!persona) return
  const { pages } = personas[persona]
  const page = pages.find(({ path }) => path === rest.join('/')) ?? pages[0]
  void page?.load().catch(() => undefined)
  void loadWords(room, language).catch(() => undefined)
}
