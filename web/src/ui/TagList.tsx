import type { ReactNode } from 'react'
import parts from './parts.module.css'

export type Tone = 'plain' | 'primary' | 'accent' | 'good' | 'warn' | 'bad'

/** A word about a thing: a state, a skill, a tier. The word carries the meaning, the tone only helps the eye. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={parts.tag} data-tone={tone}>
      {children}
    </span>
  )
}

export function TagList({ tags, label }: { tags: { key: string; text: string; tone?: Tone }[]; label?: string }) {
  return (
    <ul className={parts.tags} aria-label={label}>
      {tags.map((tag) => (
        <li key={tag.key}>
          <Tag tone={tag.tone ?? 'plain'}>{tag.text}</Tag>
        </li>
      ))}
    </ul>
  )
}
