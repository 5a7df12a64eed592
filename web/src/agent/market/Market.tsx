import { useTranslation } from 'react-i18next'
import { PageHead, Panel } from '@/ui'
import { Availability } from './Availability'
import { Calendar } from './Calendar'
import { Offers } from './Offers'
import { Opportunities } from './Opportunities'
import { Shifts } from './Shifts'
import { Swaps } from './Swaps'

export default function Market() {
  const { t } = useTranslation('agent')
  return (
    <>
      <PageHead title={t('market.title')} lead={t('market.lead')} />
      <Panel title={t('offers.title')} note={t('offers.note')}>
        <Offers />
      </Panel>
      <Panel title={t('shifts.title')} note={t('shifts.note')}>
        <Shifts />
      </Panel>
      <Panel title={t('swaps.title')} note={t('swaps.note')}>
        <Swaps />
      </Panel>
      <Panel title={t('open.title')} note={t('open.note')}>
        <Opportunities />
      </Panel>
      <Panel title={t('hours.title')} note={t('hours.note')}>
        <Availability />
      </Panel>
      <Panel title={t('calendar.title')} note={t('calendar.note')}>
        <Calendar />
      </Panel>
    </>
  )
}
