import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, usePerson, useTopic } from '@/api'
import { Async, confirm, Journey, PageHead, Panel, TagList, TimeText, toast } from '@/ui'
import { Fill } from './Fill'
import { Going } from './Going'
import { Outlook } from './Outlook'
import { Price } from './Price'
import look from './Requests.module.css'
import { Seats } from './Seats'
import { isBooked, stepOf, steps, type Request as Asked } from './shape'
import { tagText } from './tags'

export default function Request() {
  const { t } = useTranslation('brand')
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const person = usePerson()
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['/brand/requests', id], queryFn: ({ signal }) => api.get<Asked>(`/brand/requests/${id}`, { signal }) })
  const again = () => queries.invalidateQueries({ queryKey: ['/brand/requests', id] })
  useTopic(`brand:${person.brand_id}`, (push) => (push.kind === 'fill' || push.kind === 'shift') && (push.data as { request_id?: string }).request_id === id && void again(), () => void again())
  return <Async query={query}>{(request) => <Steps request={request} title={t('requests.title')} again={again} />}</Async>
}

function Steps({ request, title, again }: { request: Asked; title: string; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const at = stepOf(request.state)
  return (
    <>
      <PageHead
        title={request.event}
        trail={[{ label: title, to: '/brand/requests' }]}
        lead={
          <>
            <TimeText at={request.starts} zone={request.timezone} />
            {' → '}
            <TimeText at={request.ends} zone={request.timezone} />
          </>
        }
        actions={<Cancel request={request} again={again} />}
      />
      <Panel>
        <div className={look.stack}>
          <Journey at={at} steps={steps.map((key) => ({ key, title: t(`steps.${key}.title`), text: t(`steps.${key}.text`) }))} />
          <TagList
            label={t('requests.asked')}
            tags={[
              ...(request.in_parts ? [{ key: 'parts', text: t('seats.inPartsTag'), tone: 'good' as const }] : []),
              { key: 'plan', text: t(`promises.${request.plan}.name`), tone: 'primary' },
              ...request.channels.map((one) => ({ key: `c:${one}`, text: t(`channels.${one}`, one) })),
              ...request.languages.map((one) => ({ key: `l:${one}`, text: t(`form.tongues.${one}`, one) })),
              ...request.require.map((one) => ({ key: one, text: tagText(one, t) })),
            ]}
          />
        </div>
      </Panel>
      {isBooked(request.state) && <Fill request={request} again={again} />}
      {isBooked(request.state) && <Seats request={request} again={again} />}
      {request.state !== 'draft' && request.state !== 'forecast' && <Price request={request} again={again} />}
      {request.state === 'forecast' && <Price request={request} again={again} none />}
      {(request.state === 'running' || request.state === 'settled') && <Going request={request} />}
      <Outlook request={request} again={again} />
    </>
  )
}

/** The way out before anything is booked. */
function Cancel({ request, again }: { request: Asked; again: () => Promise<void> }) {
  const { t } = useTranslation('brand')
  const go = useNavigate()
  const drop = useMutation({
    mutationFn: () => api.post(`/brand/requests/${request.id}/cancel`),
    onSuccess: () => {
      void again()
      toast({ text: t('requests.dropped') })
      void go({ to: '/brand/requests' })
    },
    onError: () => toast({ text: t('requests.notDropped'), tone: 'bad' }),
  })
  if (isBooked(request.state) || request.state === 'cancelled') return null
  const ask = async () => {
    if (await confirm({ title: t('requests.drop'), text: t('requests.dropText'), yes: t('requests.drop'), danger: true })) drop.mutate()
  }
  return (
    <Button loading={drop.isPending} onClick={() => void ask()}>
      {t('requests.drop')}
    </Button>
  )
}
