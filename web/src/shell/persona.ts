import type { ComponentType } from 'react'
import type { Role } from '@/api'

/**
 * One page of a persona. `path` is below the persona's own (/brand): '' is its
 * home, 'requests/$id' a deep link. `load` keeps the page out of the first
 * load. With `nav` the page stands in the menu: its word is nav.<nav> of the
 * persona's namespace. The first four stand in the bar of a phone.
 */
export type PageEntry = {
  path: string
  load: () => Promise<{ default: ComponentType }>
  nav?: string
  icon?: ComponentType<{ 'aria-hidden'?: boolean }>
}

export type Persona = { role: Role; pages: PageEntry[] }

/** Where a nav entry leads. */
export function addressOf(role: Role, page: PageEntry): string {
  return page.path ? `/${role}/${page.path}` : `/${role}`
}

/** Whether the entry is the one in force at an address: its page or one below it. */
export function isHere(address: string, here: string, role: Role): boolean {
  if (address === `/${role}`) return here === address || here === `${address}/`
  return here === address || here.startsWith(`${address}/`)
}
