import { useTranslation } from 'react-i18next'
import { Choice } from './Choice'
import { lookChoices, setLook, useLookChoice } from './look'
import { setLanguage, type Language } from './words'

export function LangSwitch() {
  const { t, i18n } = useTranslation('ui')
  return (
    <Choice<Language>
      label={t('language')}
      value={i18n.language === 'en' ? 'en' : 'zh'}
      onChange={(language) => void setLanguage(language)}
      options={[
        { value: 'zh', text: t('languages.zh'), lang: 'zh-CN' },
        { value: 'en', text: t('languages.en'), lang: 'en' },
      ]}
    />
  )
}

export function LookSwitch() {
  const { t } = useTranslation('ui')
  const choice = useLookChoice()
  return <Choice label={t('look.label')} value={choice} onChange={setLook} options={lookChoices.map((value) => ({ value, text: t(`look.${value}`) }))} />
}
