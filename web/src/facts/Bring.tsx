import { useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { CountText, DataTable, Empty, LongWork, Panel, refusal, Rows, Tag, TimeText, useList, type Column } from '@/ui'
import { pieces } from './pieces'

export type Refusal = { line: number; says: string }
export type FactImport = { id: string; brand_id: string; name: string; lines: number; loaded: number; known: number; conflicts: number; refused: number; started_at: string; first_refusals: Refusal[] }

const pieceBytes = 8 << 20

/** A file of outcomes: what is good is loaded, and each line that is not is named. `brands` is finance's choice; a brand is itself. */
export function Bring({ path, brands }: { path: string; brands?: { id: string; name: string }[] }) {
  const { t } = useTranslation('facts')
  const queries = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [brand, setBrand] = useState<string>()
  const [work, setWork] = useState<{ name: string; sent: number; size: number; state: 'running' | 'done' | 'failed'; lines: number; loaded: number; refused: Refusal[]; why?: string }>()

  const send = async (file: File) => {
    let now = { name: file.name, sent: 0, size: file.size, state: 'running' as 'running' | 'done' | 'failed', lines: 0, loaded: 0, refused: [] as Refusal[], why: undefined as string | undefined }
    setWork(now)
    try {
      for await (const piece of pieces(file, pieceBytes)) {
        const query = new URLSearchParams({ name: file.name, first_line: String(piece.firstLine), ...(brand ? { brand_id: brand } : {}) })
        const said = await api.post<FactImport>(`${path}?${query.toString()}`, new Blob([piece.bytes as BlobPart], { type: 'application/x-ndjson' }))
        now = { ...now, sent: now.sent + piece.bytes.length, lines: now.lines + said.lines, loaded: now.loaded + said.loaded, refused: [...now.refused, ...said.first_refusals].slice(0, 100) }
        setWork(now)
      }
      setWork({ ...now, state: 'done' })
    } catch (thrown) {
      setWork({ ...now, state: 'failed', why: refusal(thrown) })
    }
    void queries.invalidateQueries({ queryKey: [path] })
  }
  const columns: Column<Refusal>[] = [
    { key: 'line', title: t('line'), cell: (row) => <CountText n={row.line} /> },
    { key: 'says', title: t('why'), cell: (row) => row.says },
  ]
  return (
    <Panel title={t('bring')} note={t('bringNote')}>
      <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
        {brands && (
          <Select
            aria-label={t('brand')}
            placeholder={t('brand')}
            style={{ minWidth: 220 }}
            options={brands.map((one) => ({ value: one.id, label: one.name }))}
            value={brand}
            onChange={(id: string) => setBrand(id)}
          />
        )}
        <Button type="primary" disabled={(brands && !brand) || work?.state === 'running'} onClick={() => field.current?.click()}>
          {t('choose')}
        </Button>
        <input
          ref={field}
          type="file"
          className="unseen"
          tabIndex={-1}
          aria-label={t('choose')}
          accept=".jsonl,.ndjson,.gz"
          onChange={(chosen) => {
            const file = chosen.target.files?.[0]
            if (file) void send(file)
            chosen.target.value = ''
          }}
        />
      </div>
      {work && <LongWork title={work.name} done={work.sent} total={work.size} state={work.state} note={work.why ?? t('said', { lines: work.lines, loaded: work.loaded })} />}
      {work && work.refused.length > 0 && <Rows rows={work.refused} columns={columns} rowKey={(row) => String(row.line)} caption={t('refusedLines')} />}
    </Panel>
  )
}

/** What became of each file, and each line that was not taken. */
export function Brought({ path, names }: { path: string; names?: Map<string, string> }) {
  const { t } = useTranslation('facts')
  const list = useList<FactImport>(path)
  const [open, setOpen] = useState<FactImport>()
  const columns: Column<FactImport>[] = [
    { key: 'name', title: t('file'), cell: (row) => row.name || '–' },
    ...(names ? [{ key: 'brand', title: t('brand'), cell: (row: FactImport) => names.get(row.brand_id) ?? row.brand_id.slice(0, 8) }] : []),
    { key: 'at', title: t('at'), cell: (row) => <TimeText at={row.started_at} /> },
    { key: 'lines', title: t('lines'), align: 'end', cell: (row) => <CountText n={row.lines} /> },
    { key: 'loaded', title: t('loaded'), align: 'end', cell: (row) => <CountText n={row.loaded} /> },
    { key: 'known', title: t('known'), align: 'end', cell: (row) => <CountText n={row.known} /> },
    { key: 'conflicts', title: t('conflicts'), align: 'end', cell: (row) => <Tag tone={row.conflicts === 0 ? 'plain' : 'warn'}>{String(row.conflicts)}</Tag> },
    {
      key: 'refused',
      title: t('refused'),
      align: 'end',
      cell: (row) => (row.refused === 0 ? <CountText n={0} /> : <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setOpen(open?.id === row.id ? undefined : row)}><CountText n={row.refused} /></Button>),
    },
  ]
  return (
    <>
      <Panel title={t('brought')}>
        <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('brought')} empty={<Empty title={t('noFiles')} hint={t('noFilesHint')} />} />
      </Panel>
      {open && <Refused path={path} one={open} />}
    </>
  )
}

function Refused({ path, one }: { path: string; one: FactImport }) {
  const { t } = useTranslation('facts')
  const list = useList<Refusal>(`${path}/${one.id}/refusals`)
  const columns: Column<Refusal>[] = [
    { key: 'line', title: t('line'), cell: (row) => <CountText n={row.line} /> },
    { key: 'says', title: t('why'), cell: (row) => row.says },
  ]
  return (
    <Panel title={`${t('refusedLines')} · ${one.name}`}>
      <DataTable list={list} columns={columns} rowKey={(row) => String(row.line)} caption={t('refusedLines')} empty={<Empty title={t('noFiles')} />} />
    </Panel>
  )
}
