import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { FaultFace, Loading } from '@/ui'
import look from './knowledge.module.css'

type Score = { asked: number; answered_before: number; right_before: number; answered_after: number; right_after: number }
type Measured = { held_out: Score; own: Score; open: Score }

/** What approving a proposal would do, on questions that neither model has seen. */
export function Effect({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation('brand')
  const path = `/brand/proposals/${encodeURIComponent(id)}/${version}/effect`
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Measured>(path, { signal }) })
  if (query.isPending) return <Loading lines={2} />
  if (query.isError) return <FaultFace thrown={asFault(query.error)} />
  const { held_out: held, own, open } = query.data
  return (
    <dl className={look.effect}>
      <dt>{t('knowledge.effect.heldOut', { count: held.asked })}</dt>
      <dd>{t('knowledge.effect.right', { right: held.right_before, answered: held.answered_before })}</dd>
      <dd>→ {t('knowledge.effect.right', { right: held.right_after, answered: held.answered_after })}</dd>
      {own.asked > 0 && (
        <>
          <dt>{t('knowledge.effect.own', { count: own.asked })}</dt>
          <dd>{t('knowledge.effect.right', { right: own.right_before, answered: own.answered_before })}</dd>
          <dd>→ {t('knowledge.effect.right', { right: own.right_after, answered: own.answered_after })}</dd>
        </>
      )}
      <dt>{t('knowledge.effect.open', { count: open.asked })}</dt>
      <dd>{t('knowledge.effect.answered', { count: open.answered_before })}</dd>
      <dd>→ {t('knowledge.effect.answered', { count: open.answered_after })}</dd>
    </dl>
  )
}
