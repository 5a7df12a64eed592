import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, Choice, Empty, PageHead, Panel } from '@/ui'
import { Editions } from './Editions'
import { Flow } from './Flow'
import type { Finding, Guard, Procedure } from './flow'
import look from './procedures.module.css'
import { SourceEditor } from './SourceEditor'

const faces = ['flow', 'source'] as const

/** One procedure: its steps drawn, its guards in words, its text to write. */
export default function ProcedurePage() {
  const { t, i18n } = useTranslation('brand')
  const { id } = useParams({ strict: false }) as { id: string }
  const [face, setFace] = useState<(typeof faces)[number]>('flow')
  const query = useQuery({ queryKey: ['/brand/procedures', 'all'], queryFn: ({ signal }) => api.get<{ items: Procedure[] }>('/brand/procedures', { signal }) })
  const found = query.data?.items.find((one) => one.id === id)
  const title = found && ((i18n.language === 'en' ? found.title_en || found.title_zh : found.title_zh || found.title_en) || found.id)
  return (
    <>
      <PageHead
        title={title ?? t('procedures.one')}
        lead={found && t('procedures.editionOf', { n: found.edition })}
        trail={[{ label: t('procedures.title'), to: '/brand/procedures' }]}
        actions={found && <Choice label={t('procedures.face')} value={face} onChange={setFace} options={faces.map((value) => ({ value, text: t(`procedures.faces.${value}`) }))} />}
      />
      <Async query={query} isEmpty={() => !found} empty={<Empty heading title={t('procedures.gone')} />}>
        {() =>
          face === 'source' ? (
            <SourceEditor key={found!.edition} id={id} first={found!.source} onDone={() => setFace('flow')} />
          ) : (
            <div className={look.split}>
              <Panel title={t('procedures.steps')}>
                <Flow steps={found!.steps} />
              </Panel>
              <div className={look.side}>
                <Findings list={found!.findings} />
                <Guards list={found!.guards} />
                <Editions id={id} current={found!.edition} />
              </div>
            </div>
          )
        }
      </Async>
    </>
  )
}

function Findings({ list }: { list: Finding[] }) {
  const { t } = useTranslation('brand')
  return (
    <Panel title={t('procedures.findings')}>
      {list.length === 0 ? (
        <p className={look.quiet}>{t('procedures.cleanText')}</p>
      ) : (
        <ul className={look.findings}>
          {list.map((one, i) => (
            <li key={i}>
              <b>{t('procedures.line', { n: one.line })}</b> {one.text}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Guards({ list }: { list: Guard[] }) {
  const { t, i18n } = useTranslation('brand')
  return (
    <Panel title={t('procedures.guards')} note={t('procedures.guardsNote')}>
      {list.length === 0 && <p className={look.quiet}>{t('procedures.noGuards')}</p>}
      <ul className={look.guards}>
        {list.map((guard) => (
          <li key={guard.id}>
            <strong>{(i18n.language === 'en' ? guard.because_en || guard.because_zh : guard.because_zh || guard.because_en) || guard.id}</strong>
            <details>
              <summary>
                <code>{guard.id}</code> {t('procedures.condition')}
              </summary>
              <code className={look.expr}>{guard.expr}</code>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
