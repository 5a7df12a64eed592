import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { firstLanguage, loadWords, store, stored, type Language } from './wordfiles'

export { firstLanguage, loadWords, type Language } from './wordfiles'

const words: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    loadWords(namespace, language).then(
      (found) => done(null, found),
      (cause: unknown) => done(cause instanceof Error ? cause : new Error(String(cause)), null),
    )
  },
}

export function startWords(): Promise<unknown> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = localeOf(language)
  })
  return i18next
    .use(words)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      supportedLngs: ['zh', 'en'],
      ns: ['ui', 'shell'],
      defaultNS: 'ui',
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: true },
      // A word that is missing shows as its key: say so where the end-to-end suite listens.
      saveMissing: true,
      missingKeyHandler: (languages, namespace, key) => console.error(`no word for ${namespace}:${key} in ${languages.join()}`),
    })
}

export async function setLanguage(language: Language): Promise<void> {
  store(language)
  await i18next.changeLanguage(language)
}

/** The person's own setting counts until someone chose on this screen. */
export function offerLanguage(locale: string): void {
  if (!stored() && locale) void i18next.changeLanguage(locale.startsWith('zh') ? 'zh' : 'en')
}

export function localeOf(language: string): 'zh-CN' | 'en' {
  return language.startsWith('zh') ? 'zh-CN' : 'en'
}
