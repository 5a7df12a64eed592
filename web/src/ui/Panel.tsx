import { useId, type ReactNode } from 'react'
import parts from './parts.module.css'

/** A titled sheet of paper on the ground. */
export function Panel({ title, note, extra, children }: { title?: string; note?: string; extra?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={parts.panel} aria-labelledby={title ? id : undefined}>
      {title && (
        <div className={parts.panelHead}>
          <h2 id={id}>{title}</h2>
          {extra}
          {note && <p>{note}</p>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Panels side by side as far as there is room; `of="stats"` for figures, `of="wide"` for charts. */
export function Grid({ of = 'panels', children }: { of?: 'panels' | 'stats' | 'wide'; children: ReactNode }) {
  const kind = of === 'stats' ? parts.stats : of === 'wide' ? parts.wide : ''
  return <div className={`${parts.grid} ${kind}`}>{children}</div>
}
