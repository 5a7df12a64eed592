import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CountText, DataTable, Empty, PageHead, Panel, Tag, TimeText, useList, type Column } from '@/ui'
import { DraftList, ImportButton } from './Drafts'
import type { Procedure } from './flow'

/** What the bot may do and in which order, with what the linter finds. */
export default function Procedures() {
  const { t, i18n } = useTranslation('brand')
  const go = useNavigate()
  const list = useList<Procedure>('/brand/procedures')
  const columns: Column<Procedure>[] = [
    { key: 'title', title: t('procedures.name'), cell: (row) => (i18n.language === 'en' ? row.title_en || row.title_zh : row.title_zh || row.title_en) || row.id },
    { key: 'id', title: t('procedures.id'), cell: (row) => <code>{row.id}</code> },
    { key: 'steps', title: t('procedures.steps'), align: 'end', cell: (row) => <CountText n={row.steps.length} /> },
    { key: 'guards', title: t('procedures.guards'), align: 'end', cell: (row) => <CountText n={row.guards.length} /> },
    {
      key: 'findings',
      title: t('procedures.findings'),
      cell: (row) => (row.findings.length === 0 ? <Tag tone="good">{t('procedures.clean')}</Tag> : <Tag tone="warn">{t('procedures.found', { count: row.findings.length })}</Tag>),
    },
    { key: 'edition', title: t('procedures.edition'), align: 'end', cell: (row) => <CountText n={row.edition} /> },
    { key: 'at', title: t('procedures.at'), cell: (row) => <TimeText at={row.at} style="date" /> },
  ]
  return (
    <>
      <PageHead
        title={t('procedures.title')}
        lead={t('procedures.lead')}
        actions={
          <>
            <ImportButton />
            <Button type="primary" onClick={() => void go({ to: '/brand/procedures/new' })}>
              {t('procedures.write')}
            </Button>
          </>
        }
      />
      <DraftList />
      <Panel>
        <DataTable
          list={list}
          columns={columns}
          rowKey={(row) => row.id}
          caption={t('procedures.title')}
          to={(row) => `/brand/procedures/${encodeURIComponent(row.id)}`}
          empty={<Empty title={t('procedures.none')} hint={t('procedures.noneHint')} action={<Link to="/brand/procedures/new">{t('procedures.write')}</Link>} />}
        />
      </Panel>
    </>
  )
}
