import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Empty, PageHead, Panel, Rows, ShareText, Tag, TimeText, type Column } from '@/ui'
import look from './samples.module.css'
import { together, type Agreed, type Sample, type Samples } from './wire'

/** Conversations drawn for a second look, what waits first, and how far people and rules agree. */
export function SamplesPage({ path, link }: { path: string; link: string }) {
  const { t } = useTranslation('samples')
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Samples>(path, { signal }) })
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <Async query={query} isEmpty={() => false}>
        {(found) => (
          <>
            <Agreement rows={found.agreement} />
            <Drawn rows={found.drawn} link={link} />
          </>
        )}
      </Async>
    </>
  )
}

/** Under this many looks a share says little, and is not shown. */
const fewest = 5

function Agreement({ rows }: { rows: Agreed[] }) {
  const { t } = useTranslation('samples')
  const all = together(rows)
  const columns: Column<Agreed>[] = [
    { key: 'item', title: t('item'), cell: (row) => t(`items.${row.id}`, row.id) },
    { key: 'looked', title: t('looked'), align: 'end', cell: (row) => <CountText n={row.looked} /> },
    { key: 'alike', title: t('alike'), align: 'end', cell: (row) => (row.looked < fewest ? <span className={look.faint}>{t('few')}</span> : <ShareText bp={Math.round((row.alike * 10_000) / row.looked)} />) },
    { key: 'harder', title: t('harder'), align: 'end', cell: (row) => <CountText n={row.harder} /> },
    { key: 'softer', title: t('softer'), align: 'end', cell: (row) => <CountText n={row.softer} /> },
  ]
  return (
    <Panel title={t('agreement')} note={t('agreementNote')}>
      {rows.length === 0 ? (
        <Empty title={t('noLook')} hint={t('noLookHint')} />
      ) : (
        <>
          <p className={look.sum}>
            <ShareText bp={Math.round((all.alike * 10_000) / all.looked)} /> <span>{t('sum', { alike: all.alike, looked: all.looked })}</span>
          </p>
          <Rows rows={rows} columns={columns} rowKey={(row) => row.id} caption={t('agreement')} />
        </>
      )}
    </Panel>
  )
}

function Drawn({ rows, link }: { rows: Sample[]; link: string }) {
  const { t } = useTranslation('samples')
  const columns: Column<Sample>[] = [
    {
      key: 'at',
      title: t('closed'),
      cell: (row) => (
        <Link to={`${link}/${row.chat_id}/${row.epoch}`}>
          <TimeText at={row.at} style="full" />
        </Link>
      ),
    },
    { key: 'brand', title: t('brand'), cell: (row) => row.brand_name },
    { key: 'state', title: t('state'), cell: (row) => (row.looked_at ? <Tag tone="good">{t('done', { who: row.by })}</Tag> : <Tag tone="warn">{t('waits')}</Tag>) },
    { key: 'agreed', title: t('sameRows'), align: 'end', cell: (row) => (row.looked_at ? <span className="num">{t('of', { alike: row.alike, rows: row.rows })}</span> : <span className={look.faint}>—</span>) },
  ]
  return (
    <Panel title={t('drawn')} note={t('drawnNote')}>
      {rows.length === 0 ? <Empty title={t('none')} hint={t('noneHint')} /> : <Rows rows={rows} columns={columns} rowKey={(row) => row.chat_id + row.epoch} caption={t('drawn')} />}
    </Panel>
  )
}
