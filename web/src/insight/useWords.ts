import { useTranslation } from 'react-i18next'

/** The word for a code of the program's, or the code itself where it is newer than our words. */
export function useWords(): (of: string, code: string | undefined) => string {
  const { t, i18n } = useTranslation('insight')
  return (of, code) => {
    if (!code) return '–'
    return i18n.exists(`${of}.${code}`, { ns: 'insight' }) ? t(`${of}.${code}`) : code
  }
}
