import { useTranslation } from 'react-i18next'
import type { Locale } from './format'
import { localeOf } from './words'

export function useLocale(): Locale {
  const { i18n } = useTranslation('ui')
  return localeOf(i18n.language)
}
