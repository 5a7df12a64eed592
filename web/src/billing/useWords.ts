import { useTranslation } from 'react-i18next'

/** The word for a code of a bill, or the code itself where it is newer than our words. */
export function useWords(): (of: string, code: string | undefined) => string {
  const { t, i18n } = useTranslation('billing')
  return (of, code) => {
    if (!code) return '–'
    return i18n.exists(`${of}.${code}`, { ns: 'billing' }) ? t(`${of}.${code}`) : code
  }
}
