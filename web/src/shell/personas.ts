import { agent } from '@/agent/routes'
import type { Role } from '@/api'
import { brand } from '@/brand/routes'
import { finance } from '@/finance/routes'
import { operator } from '@/operator/routes'
import type { Persona } from './persona'

export const personas: Record<Role, Persona> = { brand, agent, finance, operator }

export const roles = Object.keys(personas) as Role[]
