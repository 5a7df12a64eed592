import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, DataTable, DurationText, Empty, Money, PageHead, Panel, TagList, TimeText, useList, type Column } from '@/ui'
import look from './billing.module.css'
import type { Evidence, Invoice } from './shape'
import { useWords } from './useWords'

/** What one line counts, conversation by conversation; each leads to what was said. */
export function Outcomes({ path, link, chats }: { path: string; link: string; chats: string }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const { id, line } = useParams({ strict: false }) as { id: string; line: string }
  const invoice = useQuery({ queryKey: [path, id], queryFn: ({ signal }) => api.get<Invoice>(`${path}/${id}`, { signal }) })
  const found = invoice.data?.lines.find((one) => one.id === line)
  return (
    <>
      <PageHead
        title={found ? word('codes', found.code) : t('outcomes.title')}
        lead={t('outcomes.lead')}
        trail={[
          { label: t('invoices.title'), to: link },
          { label: invoice.data?.number ?? t('kinds.draft'), to: `${link}/${id}` },
        ]}
      />
      <Async query={invoice}>{(bill) => <Found path={`${path}/${id}/lines/${line}/outcomes`} chats={chats} currency={bill.currency} root={found?.evidence_root} />}</Async>
    </>
  )
}

function Found({ path, chats, currency, root }: { path: string; chats: string; currency: string; root: string | undefined }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const list = useList<Evidence>(path)
  const ahead = useAhead(chats)
  const columns: Column<Evidence>[] = [
    { key: 'at', title: t('outcomes.at'), cell: (row) => (row.chat_id ? <Link to={`${chats}/${row.chat_id}`} {...ahead(row.chat_id)}><TimeText at={row.event_at} /></Link> : <TimeText at={row.event_at} />) },
    { key: 'shopper', title: t('outcomes.shopper'), cell: (row) => row.shopper_ref },
    { key: 'service', title: t('outcomes.service'), cell: (row) => word('services', row.service) },
    { key: 'wait', title: t('outcomes.wait'), align: 'end', cell: (row) => (row.order_ref && row.net_minor ? <Money minor={row.net_minor} currency={currency} /> : <DurationText ms={row.resp_ms} />) },
    { key: 'flags', title: t('outcomes.flags'), cell: (row) => <TagList tags={[...row.flags.map((key) => ({ key, text: word('flags', key) })), ...row.corrections.map((key, i) => ({ key: key + i, text: word('corrections', key), tone: 'warn' as const }))]} /> },
    { key: 'leaf', title: t('outcomes.leaf'), cell: (row) => <code className={look.chip} title={row.leaf}>{row.leaf.slice(0, 10)}</code> },
  ]
  return (
    <Panel {...(root ? { note: `${t('outcomes.root')} ${root}` } : {})} title={t('outcomes.title')}>
      <DataTable list={list} columns={columns} rowKey={(row) => row.id} caption={t('outcomes.caption')} empty={<Empty title={t('outcomes.none')} hint={t('outcomes.noneHint')} />} />
    </Panel>
  )
}

/** The transcript's page comes with the list, and what was said as soon as somebody points at it: the click then shows it at once. */
function useAhead(chats: string): (id: string) => { onPointerEnter: () => void; onFocus: () => void } {
  const queries = useQueryClient()
  const router = useRouter()
  useEffect(() => void router.preloadRoute({ to: `${chats}/0` }).catch(() => undefined), [router, chats])
  return (id) => {
    const fetch = () => void queries.prefetchQuery({ queryKey: [chats, id], queryFn: ({ signal }) => api.get(`${chats}/${id}`, { signal }), staleTime: 10_000 })
    return { onPointerEnter: fetch, onFocus: fetch }
  }
}
