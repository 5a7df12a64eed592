import { agent } from '@/agent/routes'
import type { Role } from '@/api'
import { brand } from '@/brand/routes'
import { finance } from '@/finance/routes'
import { operator } from '@/operator/routes'
import type { Persona } from './persona'

export const personas: Record<Role, Persona> = { brand, agent, finance, operator }

export const roles = Object.keys(personas) as Role[]

/** Fetches the page of an address while the server is still being asked who is here. */
export function fetchPageAhead(address: string): void {
  const [, room = '', ...rest] = address.split('/')
  const persona = roles.find((role) => role === room)
  if (!persona) return
  const { pages } = personas[persona]
  const page = pages.find(({ path }) => path === rest.join('/')) ?? pages[0]
  void page?.load().catch(() => undefined)
}
