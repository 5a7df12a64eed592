import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultFace, Loading } from './Face'
import look from './DataTable.module.css'
import { Stale } from './Stale'
import type { List } from './useList'

export type Column<T> = {
  key: string
  title: string
  cell: (row: T) => ReactNode
  /** Figures stand at the end, under one another. */
  align?: 'start' | 'end'
}

/**
 * A list as a real <table>, with its three faces and "more" by cursor; on a
 * phone each row is a card. The first column leads: with `to` it is the row's
 * link. A screen reader hears the caption first.
 */
export function DataTable<T>(props: {
  list: List<T>
  columns: Column<T>[]
  rowKey: (row: T) => string
  caption: string
  empty: ReactNode
  to?: (row: T) => string
}) {
  const { t } = useTranslation('ui')
  const { list } = props
  if (!list.data) {
    if (list.isError) return <FaultFace thrown={list.error} onRetry={() => void list.refetch()} />
    return <Loading lines={6} />
  }
  const rows = list.data.pages.flatMap((page) => page.items)
  if (rows.length === 0) return <>{props.empty}</>
  return (
    <>
      {list.isError && <Stale since={list.dataUpdatedAt} onRetry={() => void list.refetch()} />}
      <div className={look.scroll} tabIndex={-1}>
        <Rows rows={rows} columns={props.columns} rowKey={props.rowKey} caption={props.caption} to={props.to} />
      </div>
      <div className={look.foot}>
        <span role="status">{t(list.hasNextPage ? 'list.some' : 'list.all', { count: rows.length })}</span>
        {list.hasNextPage && (
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        )}
      </div>
    </>
  )
}

/** The rows alone, for a list that is not the API's own (a report, an import). */
export function Rows<T>(props: { rows: T[]; columns: Column<T>[]; rowKey: (row: T) => string; caption: string; to?: ((row: T) => string) | undefined }) {
  return (
    <div className={look.wide}>
      <table className={look.table}>
        <caption className="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.key} scope="col" className={column.align === 'end' ? look.end : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)}>
              {props.columns.map((column, i) => (
                <td key={column.key} data-of={column.title} className={i === 0 ? look.lead : column.align === 'end' ? look.end : undefined}>
                  <div>{i === 0 && props.to ? <Link to={props.to(row)}>{column.cell(row)}</Link> : column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
