import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { touched } from './shape'

/** Reads again what a changed shift stands in. A mutation that awaits it is busy until then: what was taken cannot be taken twice. */
export function useReread(): () => Promise<unknown> {
  const queries = useQueryClient()
  return useCallback(() => Promise.all(touched.map((path) => queries.invalidateQueries({ queryKey: [path] }))), [queries])
}
