import type { Role } from '@/api'

/** The address a person lands on, and is sent back to from rooms that are not theirs. */
export function homeOf(role: Role): string {
  return `/${role}`
}

/** Only an address of this app, in this person's own rooms: ?next= comes from outside. */
export function safeNext(next: string | undefined, role: Role): string {
  const home = homeOf(role)
  return next === home || next?.startsWith(`${home}/`) || next?.startsWith(`${home}?`) ? next : home
}
