import { useNavigate } from '@tanstack/react-router'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHead, Panel } from '@/ui'
import template from './new.yaml?raw'
import { Prose } from './Prose'
import look from './procedures.module.css'
import { SourceEditor } from './SourceEditor'

/** A new procedure, from one that says every part once. */
export default function NewProcedure() {
  const { t } = useTranslation('brand')
  const [id, setId] = useState('new-procedure')
  const go = useNavigate()
  return (
    <>
      <PageHead title={t('procedures.write')} lead={t('procedures.newLead')} trail={[{ label: t('procedures.title'), to: '/brand/procedures' }]} />
      <Prose onDone={() => void go({ to: '/brand/procedures' })} />
      <Panel>
        <label className={look.name}>
          {t('procedures.id')}
          <Input value={id} maxLength={80} onChange={(typed) => setId(typed.target.value)} />
        </label>
      </Panel>
      <SourceEditor id={id} first={template} onDone={() => void go({ to: `/brand/procedures/${encodeURIComponent(id)}` })} />
    </>
  )
}
