import { useTranslation } from 'react-i18next'

/** The word for a code of the program's, or the code itself where it is newer than our words. */
export function useWords(): (of: string, code: string | undefined) => string {
  const { t, i18n } = useTranslation('insight')
  return (of, code) => {
    if (!code) return '–'
    return i18n.exists(`${of}.${code}`, { ns: 'insight' }) ? t(`${of}.${code}`) : code
  }
}

/** The first part of a rule's code says what kind it is; the whole code is for the record. */
export function useRuleWord(): (code: string) => string {
  const word = useWords()
  return (code) => word('rule', code.split(':')[0])
}

/** A skill as people call it: lang:zh is Chinese; a brand's own is its own word. */
export function useSkillWord(): (tag: string) => string {
  const { t, i18n } = useTranslation('insight')
  return (tag) => {
    const key = `skill.${tag.replace(':', '.')}`
    return i18n.exists(key, { ns: 'insight' }) ? t(key) : tag
  }
}

/** A code nobody has a word for, at least without its underscores. */
export const plainly = (code: string) => code.replaceAll(/[_-]+/g, ' ')
