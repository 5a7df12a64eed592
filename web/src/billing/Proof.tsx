import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { CountText, FaultFace, Loading, Panel, refusal, Tag, toast } from '@/ui'
import look from './billing.module.css'
import { save } from './save'
import type { Invoice } from './shape'

type Recount = { holds: boolean; lines: number; facts: number; findings: { line?: string; fact?: string; says: string }[] }

const files = ['invoice.json', 'facts.jsonl', 'contract.json'] as const

/** The bill counted again by code that shares nothing with the rating, and the three files to do it oneself. */
export function Proof({ path, invoice }: { path: string; invoice: Invoice }) {
  const { t } = useTranslation('billing')
  const query = useQuery({ queryKey: [path, invoice.id, 'recount', invoice.result_sha], queryFn: ({ signal }) => api.get<Recount>(`${path}/${invoice.id}/recount`, { signal }), staleTime: Infinity })
  const fetch = useMutation({
    mutationFn: (file: string) => save(`${path}/${invoice.id}/${file}`, `${invoice.number ?? invoice.id}-${file}`),
    onError: (thrown) => toast({ text: refusal(thrown, t('proof.unsaved')), tone: 'bad' }),
  })
  return (
    <Panel
      title={t('proof.title')}
      note={t('proof.note')}
      extra={query.data && <Tag tone={query.data.holds ? 'good' : 'bad'}>{t(query.data.holds ? 'proof.holds' : 'proof.differs')}</Tag>}
    >
      {query.isError ? <FaultFace thrown={query.error} onRetry={() => void query.refetch()} /> : !query.data && <Loading lines={2} />}
      {query.data && (
        <p className={look.note}>
          {t('proof.counted')} <CountText n={query.data.lines} /> · {t('proof.facts')} <CountText n={query.data.facts} />
        </p>
      )}
      {query.data && query.data.findings.length > 0 && (
        <ul className={look.found}>
          {query.data.findings.slice(0, 20).map((one, i) => (
            <li key={i}>{[one.line, one.fact, one.says].filter(Boolean).join(' · ')}</li>
          ))}
        </ul>
      )}
      <p className={look.note}>
        {t('proof.root')} <code className={look.chip} title={invoice.facts.root}>{invoice.facts.root.slice(0, 16)}</code> {t('proof.result')} <code className={look.chip} title={invoice.result_sha}>{invoice.result_sha.slice(0, 16)}</code>
      </p>
      {invoice.seal && (
        <p className={look.note}>
          {t('seal')} {invoice.seal.day} <code className={look.chip} title={invoice.seal.root}>{invoice.seal.root.slice(0, 16)}</code> {t('sealBlock', { n: invoice.seal.last_block })}
        </p>
      )}
      <div className={look.row} style={{ marginTop: 12 }}>
        {files.map((file) => (
          <Button key={file} loading={fetch.isPending && fetch.variables === file} onClick={() => fetch.mutate(file)}>
            {t('proof.save', { file })}
          </Button>
        ))}
      </div>
    </Panel>
  )
}
