import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, newKey } from '@/api'
import { announce, Async, FaultFace, PageHead, Panel } from '@/ui'
import look from '../drills/Drills.module.css'

export const accommodations = ['extra_time', 'unhurried', 'screen_reader', 'large_text'] as const
type Chosen = { accommodations: string[] }

/** The agent's own settings: chosen here, asked of nobody, shown to no brand. */
export default function Settings() {
  const { t } = useTranslation('agent')
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['/agent/accommodations'], queryFn: ({ signal }) => api.get<Chosen>('/agent/accommodations', { signal }) })
  const keep = useMutation({
    mutationFn: (list: string[]) => api.put<Chosen>('/agent/accommodations', { accommodations: list }, { key: newKey() }),
    onSuccess: (kept) => {
      queries.setQueryData(['/agent/accommodations'], kept)
      announce(t('settings.kept'))
    },
  })
  return (
    <>
      <PageHead title={t('settings.title')} lead={t('settings.lead')} trail={[{ label: t('drills.title'), to: '/agent/drills' }]} />
      <Panel title={t('settings.ways')} note={t('settings.note')}>
        {keep.isError && <FaultFace thrown={keep.error} />}
        <Async query={query}>
          {(chosen) => (
            <ul className={look.settings}>
              {accommodations.map((one) => (
                <li key={one}>
                  <Switch
                    checked={chosen.accommodations.includes(one)}
                    loading={keep.isPending}
                    aria-labelledby={`set-${one}`}
                    onChange={(on) => keep.mutate(on ? [...chosen.accommodations, one] : chosen.accommodations.filter((had) => had !== one))}
                  />
                  <div>
                    <strong id={`set-${one}`}>{t(`settings.of.${one}.title`)}</strong>
                    <p className={look.faint}>{t(`settings.of.${one}.text`)}</p>
                  </div>
                </li>
              ))}
            </ul>
          )}
        </Async>
      </Panel>
    </>
  )
}
