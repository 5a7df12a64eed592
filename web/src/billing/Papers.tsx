import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Money, Panel, refusal, TimeText, toast } from '@/ui'
import look from './billing.module.css'
import { save } from './save'
import type { Invoice } from './shape'

const forms = ['pdf', 'xlsx', 'lines.csv', 'outcomes.csv', 'ubl.xml'] as const

type Reminder = { day: number; owed_minor: number; at: string }

/** The document as it is given out: to sign, to look into, for a machine, and for the tax office. */
export function Papers({ path, invoice, details }: { path: string; invoice: Invoice; details: string }) {
  const { t, i18n } = useTranslation('billing')
  const lang = i18n.language.startsWith('zh') ? 'zh' : 'en'
  const queries = useQueryClient()
  const fetch = useMutation({
    mutationFn: (form: string) => save(`${path}/${invoice.id}/${form}?lang=${lang}`, `${invoice.number ?? invoice.id}.${form}`),
    onError: (thrown) => toast({ text: refusal(thrown, t('proof.unsaved')), tone: 'bad' }),
  })
  const ask = useMutation({
    mutationFn: () => api.post(`${path}/${invoice.id}/fapiao`),
    onSuccess: () => {
      toast({ text: t('fapiao.asked'), tone: 'good' })
      void queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).endsWith('/fapiaos') })
    },
    onError: (thrown) => toast({ text: refusal(thrown), tone: 'bad' }),
  })
  const reminders = useQuery({
    queryKey: [path, invoice.id, 'reminders'],
    queryFn: ({ signal }) => api.get<{ items: Reminder[] }>(`${path}/${invoice.id}/reminders`, { signal }),
    enabled: invoice.status === 'issued' || invoice.status === 'partially_paid',
  })
  const issued = ['issued', 'partially_paid', 'paid', 'uncollectible'].includes(invoice.status)
  return (
    <Panel title={t('papers.title')} note={t('papers.note')}>
      <div className={look.row}>
        {forms.map((form) => (
          <Button key={form} type={form === 'pdf' ? 'primary' : 'default'} loading={fetch.isPending && fetch.variables === form} onClick={() => fetch.mutate(form)}>
            {t(`papers.forms.${form.replace('.', '_')}`)}
          </Button>
        ))}
        {issued && invoice.total_minor !== 0 && (
          <Button loading={ask.isPending} onClick={() => ask.mutate()}>
            {t(invoice.total_minor < 0 ? 'fapiao.askRed' : 'fapiao.ask')}
          </Button>
        )}
        <Link to={details}>{t('party.title')}</Link>
      </div>
      {reminders.data && reminders.data.items.length > 0 && (
        <ul className={look.found}>
          {reminders.data.items.map((one) => (
            <li key={one.day}>
              {t('papers.reminded', { count: one.day })} · <Money minor={one.owed_minor} currency={invoice.currency} /> · <TimeText at={one.at} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
