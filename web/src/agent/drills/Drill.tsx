import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { api, usePerson, useTopic } from '@/api'
import { Async } from '@/ui'
import { GradePage } from './Grade'
import { Room } from './Room'
import type { Drill as Shape } from './shape'

/** A drill: the room while it runs, the grade when it has ended. */
export default function Drill() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const person = usePerson()
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['/agent/drills', id], queryFn: ({ signal }) => api.get<Shape>(`/agent/drills/${id}`, { signal }) })
  const again = () => void queries.invalidateQueries({ queryKey: ['/agent/drills'] })
  useTopic(`agent:${person.id}`, (push) => push.kind === 'drill' && (push.data as { drill?: string }).drill === id && again(), again)
  return (
    <Async query={query}>
      {(drill) => (drill.state === 'running' ? <Room drill={drill} onDrill={(next) => queries.setQueryData(['/agent/drills', id], next)} /> : <GradePage key={drill.id} drill={drill} />)}
    </Async>
  )
}
