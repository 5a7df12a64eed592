import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Panel, Tag, TimeText } from '@/ui'
import type { Procedure } from './flow'
import look from './procedures.module.css'

/** Every text that a procedure had, the newest first; one opens at a time. */
export function Editions({ id, current }: { id: string; current: number }) {
  const { t } = useTranslation('brand')
  const [open, setOpen] = useState<number>()
  const path = `/brand/procedures/${encodeURIComponent(id)}/editions`
  const query = useQuery({ queryKey: ['/brand/procedures', id, 'editions', current], queryFn: ({ signal }) => api.get<{ items: Procedure[] }>(path, { signal }) })
  const items = query.data?.items ?? []
  if (items.length < 2) return null
  return (
    <Panel title={t('procedures.editions')}>
      <ul className={look.findings}>
        {items.map((one) => (
          <li key={one.edition}>
            <details open={open === one.edition} onToggle={(moved) => moved.currentTarget.open && setOpen(one.edition)}>
              <summary>
                {t('procedures.editionOf', { n: one.edition })} · <TimeText at={one.at} style="date" /> {one.edition === current && <Tag tone="good">{t('procedures.current')}</Tag>}
              </summary>
              {open === one.edition && <pre className={look.draftSource}>{one.source}</pre>}
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
