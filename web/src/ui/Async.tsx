import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { FaultFace, Loading } from './Face'
import { Stale } from './Stale'

/**
 * A query with its faces: bones while it loads, the fault with a retry, the
 * empty face where `isEmpty` says so, otherwise the children. When a later read
 * fails, what was read stays on screen with a note that it is old.
 */
export function Async<T>(props: {
  query: UseQueryResult<T>
  children: (found: T) => ReactNode
  empty?: ReactNode
  isEmpty?: (found: T) => boolean
  loading?: ReactNode
}) {
  const { query } = props
  if (query.data === undefined) {
    if (query.isError) return <FaultFace thrown={query.error} onRetry={() => void query.refetch()} />
    return <>{props.loading ?? <Loading />}</>
  }
  if (props.isEmpty?.(query.data)) return <>{props.empty}</>
  return (
    <>
      {query.isError && <Stale since={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
      {props.children(query.data)}
    </>
  )
}
