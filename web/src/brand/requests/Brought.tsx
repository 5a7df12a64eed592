import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { CountText, DataTable, Empty, FaultFace, Panel, TimeText, toast, useList, type Column } from '@/ui'
import look from './Requests.module.css'
import type { Imported, Past } from './shape'

/** What the brand has brought of its past, and where to bring more. */
export function Brought() {
  const { t } = useTranslation('brand')
  const list = useList<Past>('/brand/history')
  const columns: Column<Past>[] = [
    { key: 'channel', title: t('past.channel'), cell: (row) => t(`channels.${row.channel}`, row.channel) },
    { key: 'since', title: t('past.since'), cell: (row) => <TimeText at={row.since} style="date" /> },
    { key: 'last', title: t('past.last'), cell: (row) => <TimeText at={row.last} style="date" /> },
    { key: 'intervals', title: t('past.intervals'), align: 'end', cell: (row) => <CountText n={row.intervals} /> },
    { key: 'contacts', title: t('past.contacts'), align: 'end', cell: (row) => <CountText n={row.contacts} /> },
  ]
  return (
    <Panel title={t('past.title')} note={t('past.note')} extra={<div className={look.row}><Bring what="history" /><Bring what="events" /></div>}>
      <DataTable list={list} columns={columns} rowKey={(row) => row.channel} caption={t('past.title')} empty={<Empty title={t('past.emptyTitle')} hint={t('past.emptyHint')} />} />
    </Panel>
  )
}

/** Takes a CSV file and says line by line what it could not read. */
function Bring({ what }: { what: 'history' | 'events' }) {
  const { t } = useTranslation('brand')
  const queries = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [told, setTold] = useState<Imported>()
  const bring = useMutation({
    mutationFn: (file: File) => api.post<Imported>(`/brand/imports/${what}`, new Blob([file], { type: 'text/csv' })),
    onSuccess: (found) => {
      setTold(found)
      toast({ text: t('past.brought', { count: found.accepted }), tone: 'good' })
      void queries.invalidateQueries({ queryKey: ['/brand/history'] })
    },
    onError: () => setTold(undefined),
  })
  return (
    <div className={look.bring}>
      <input
        ref={field}
        type="file"
        accept=".csv,text/csv"
        className="unseen"
        aria-label={t(`past.${what}`)}
        tabIndex={-1}
        onChange={(chosen) => {
          const file = chosen.target.files?.[0]
          if (file) bring.mutate(file)
          chosen.target.value = '' // the same file again is a new try
        }}
      />
      <Button loading={bring.isPending} onClick={() => field.current?.click()}>
        {t(`past.${what}`)}
      </Button>
      {bring.isError && <FaultFace thrown={asFault(bring.error)} />}
      {told && told.refused_count > 0 && (
        <details className={look.refused}>
          <summary>{t('past.refused', { count: told.refused_count })}</summary>
          <ul>
            {told.refused.map((one) => (
              <li key={one.where}>{t('past.refusedRow', { where: one.where, wanted: one.wanted, got: one.got ?? '' })}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
