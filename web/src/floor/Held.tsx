import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Copilot } from '@/agent/desk/Copilot'
import desk from '@/agent/desk/Desk.module.css'
import { newer } from '@/agent/desk/fresh'
import { Leave, type Leaving } from '@/agent/desk/Leave'
import { Talk, type TalkHandle } from '@/agent/desk/Talk'
import { hintsKey, useHeld, useMoves } from '@/agent/desk/useDesk'
import type { Hints } from '@/agent/desk/wire'
import { usePerson, useTopic } from '@/api'
import look from './floor.module.css'

const nothing = () => {}

/** A conversation that was taken over: the supervisor sits at the same desk as an agent, with this one on it. */
export function Held({ id }: { id: string }) {
  const { t } = useTranslation('floor')
  const person = usePerson()
  const queries = useQueryClient()
  const talk = useRef<TalkHandle>(null)
  const [leaving, setLeaving] = useState<Leaving | null>(null)
  const moves = useMoves(() => void queries.invalidateQueries())
  const typing = useHeld([id], nothing)
  useTopic(
    `agent:${person.id}`,
    (push) => {
      if (push.kind === 'hints') queries.setQueryData<Hints>(hintsKey(id), (before) => newer(before, push.data as Hints))
    },
    nothing,
  )
  return (
    <div className={look.held}>
      <section className={`${desk.middle} ${look.talk}`}>
        <Talk id={id} held typing={typing[id] ?? false} handle={talk} onLeave={(how) => setLeaving({ id, how })} onWrapped={nothing} />
      </section>
      <aside aria-label={t('help')}>
        <Copilot id={id} onInsert={(draft) => talk.current?.insert(draft)} />
      </aside>
      {leaving && <Leave leaving={leaving} moves={moves} onDone={() => setLeaving(null)} />}
    </div>
  )
}
