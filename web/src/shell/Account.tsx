import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { session, usePerson } from '@/api'
import { LangSwitch, LookSwitch } from '@/ui'
import frame from './Frame.module.css'

/** Who is here, and their settings; `open` shows them at once instead of behind a button. */
export function Account({ open = false }: { open?: boolean }) {
  const { t } = useTranslation('shell')
  const person = usePerson()
  const id = useId()
  const settings = (
    <>
      <span className={frame.settingName}>{t('settings.language')}</span>
      <LangSwitch />
      <span className={frame.settingName}>{t('settings.look')}</span>
      <LookSwitch />
      <p className={frame.hint}>{t('settings.keys')}</p>
      <button className={frame.leave} onClick={() => void session.logOut()}>
        {t('leave')}
      </button>
    </>
  )
  if (open) return <div className={frame.settingsOpen}>{settings}</div>
  return (
    <>
      <button className={frame.account} popoverTarget={id}>
        <span className={frame.face} aria-hidden="true">
          {[...person.name][0]}
        </span>
        <span className={frame.accountText}>
          <strong>{person.name}</strong>
          <span>{person.email}</span>
        </span>
      </button>
      <div id={id} popover="auto" className={frame.settings}>
        {settings}
      </div>
    </>
  )
}
