import type { ReactNode } from 'react'
import { Money, ShareText } from '@/ui'
import look from './billing.module.css'

export type Part = { key: string; name: ReactNode; minor: number }

/** A sum cut into its parts: one bar, and under it each part with its amount and share. What is nothing or less has no stretch of the bar. */
export function Parts({ parts, currency }: { parts: Part[]; currency: string }) {
  const drawn = parts.filter((part) => part.minor > 0)
  const all = drawn.reduce((sum, part) => sum + part.minor, 0)
  if (all === 0) return null
  return (
    <div className={look.parts}>
      <div className={look.cut} aria-hidden="true">
        {drawn.map((part, i) => (
          <i key={part.key} data-part={i % 6} style={{ flexGrow: part.minor }} />
        ))}
      </div>
      <ul>
        {drawn.map((part, i) => (
          <li key={part.key}>
            <i data-part={i % 6} aria-hidden="true" />
            <span>{part.name}</span> <Money minor={part.minor} currency={currency} /> <small><ShareText bp={Math.round((part.minor / all) * 10_000)} /></small>
          </li>
        ))}
      </ul>
    </div>
  )
}
