import { useTranslation } from 'react-i18next'

/** A reason in words: the program's own sentences have them in both languages, a person's own stay as they are, also behind one of ours. */
export function useWhy(): (why: string) => string {
  const { t, i18n } = useTranslation('inbox')
  return (why) => {
    const [, head, own] = /^([^.:]+): (.*)$/s.exec(why) ?? []
    if (head && i18n.exists(`heads.${head}`, { ns: 'inbox' })) return t(`heads.${head}`, { why: own })
    const key = `whys.${why}`
    return why && !/[.:]/.test(why) && i18n.exists(key, { ns: 'inbox' }) ? t(key) : why
  }
}
