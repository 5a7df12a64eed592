import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import figure from './Figure.module.css'
import { Rows, type Column } from '../DataTable'

/**
 * The frame of every chart: its title, one sentence that says what it shows
 * (which is also what a screen reader hears), the picture, and the same figures
 * as a table for whoever cannot or would not read a picture.
 */
export function Figure<R>(props: { title: string; says: string; rows: R[]; columns: Column<R>[]; rowKey: (row: R) => string; children: ReactNode }) {
  const { t } = useTranslation('ui')
  const [asTable, setAsTable] = useState(false)
  return (
    <figure className={figure.figure}>
      <figcaption className={figure.caption}>
        <h3>{props.title}</h3>
        <button className={figure.turn} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'chart.picture' : 'chart.table')}
        </button>
        <p>{props.says}</p>
      </figcaption>
      {asTable ? (
        <div className={figure.table} tabIndex={0} role="region" aria-label={props.title}>
          <Rows rows={props.rows} columns={props.columns} rowKey={props.rowKey} caption={props.title} />
        </div>
      ) : (
        props.children
      )}
    </figure>
  )
}
