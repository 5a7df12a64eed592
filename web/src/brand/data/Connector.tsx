import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, Panel, toast } from '@/ui'
import look from './data.module.css'

type Reach = { path: string; secret: string; widget: string }

/** How the shop reaches us: the webhook and its secret, and the script tag of the chat widget. */
export function Connector() {
  const { t } = useTranslation('brand')
  const query = useQuery({ queryKey: ['/brand/connector'], queryFn: ({ signal }) => api.get<Reach>('/brand/connector', { signal }) })
  return (
    <Async query={query}>
      {(reach) => (
        <>
          <Panel title={t('data.connector.hook')} note={t('data.connector.hookNote')}>
            <Line label={t('data.connector.address')} value={location.origin + reach.path} />
            <Secret value={reach.secret} />
            <div className={look.line}>
              <span>{t('data.connector.signature')}</span>
              <code>{t('data.connector.signatureText')}</code>
            </div>
          </Panel>
          <Panel title={t('data.connector.widget')} note={t('data.connector.widgetNote')}>
            <Line label={t('data.connector.tag')} value={reach.widget.replace('src="/', `src="${location.origin}/`)} />
            <p>
              <a href="/shop" target="_blank" rel="noreferrer">
                {t('data.connector.try')}
              </a>
            </p>
          </Panel>
        </>
      )}
    </Async>
  )
}

function Secret({ value }: { value: string }) {
  const { t } = useTranslation('brand')
  const [open, setOpen] = useState(false)
  return (
    <Line label={t('data.connector.secret')} value={value} shown={open ? value : '•'.repeat(24)}>
      <Button aria-pressed={open} onClick={() => setOpen(!open)}>
        {t(open ? 'data.connector.hide' : 'data.connector.show')}
      </Button>
    </Line>
  )
}

function Line({ label, value, shown, children }: { label: string; value: string; shown?: string; children?: ReactNode }) {
  const { t } = useTranslation('brand')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      toast({ text: t('data.connector.copied'), tone: 'good' })
    } catch {
      toast({ text: t('data.connector.notCopied'), tone: 'bad' }) // the browser forbids it outside https
    }
  }
  return (
    <div className={look.line}>
      <span>{label}</span>
      <code>{shown ?? value}</code>
      <span className={look.acts}>
        {children}
        <Button onClick={() => void copy()}>{t('data.connector.copy')}</Button>
      </span>
    </div>
  )
}
