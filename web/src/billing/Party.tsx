import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { Async, Panel, refusal, toast } from '@/ui'
import look from './billing.module.css'

type Party = { name: string; tax_id: string; address: string; phone: string; bank: string; account: string; email: string }

const fields = [['name', 500], ['tax_id', 40], ['address', 500], ['phone', 40], ['bank', 200], ['account', 64], ['email', 200]] as const

/** Who one is on paper: what documents and tax invoices are made out to. */
export function Party({ path }: { path: string }) {
  const { t } = useTranslation('billing')
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<Party>(path, { signal }) })
  return (
    <Panel title={t('party.title')} note={t('party.note')}>
      <Async query={query}>{(found) => <Form key={JSON.stringify(found)} path={path} found={found} />}</Async>
    </Panel>
  )
}

function Form({ path, found }: { path: string; found: Party }) {
  const { t } = useTranslation('billing')
  const queries = useQueryClient()
  const [typed, setTyped] = useState(found)
  const keep = useMutation({
    mutationFn: () => api.put<Party>(path, typed),
    onSuccess: (kept) => {
      queries.setQueryData([path], kept)
      toast({ text: t('party.kept'), tone: 'good' })
    },
  })
  const fault = keep.isError ? asFault(keep.error) : undefined
  return (
    <form
      className={look.form}
      onSubmit={(sent) => {
        sent.preventDefault()
        keep.mutate()
      }}
    >
      {fields.map(([name, most]) => (
        <label key={name} className={look.field}>
          {t(`party.${name}`)}
          <Input value={typed[name]} maxLength={most} required={name === 'name'} autoComplete="off" onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
        </label>
      ))}
      {fault && <p role="alert">{refusal(fault)}</p>}
      <div className={look.row}>
        <Button htmlType="submit" type="primary" loading={keep.isPending} disabled={!typed.name.trim()}>
          {t('party.keep')}
        </Button>
      </div>
    </form>
  )
}
