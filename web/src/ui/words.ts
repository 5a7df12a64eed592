import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'zh' | 'en'

/** Every folder brings its own words: src/<folder>/i18n.zh.json and i18n.en.json; the folder's name is the namespace. */
const files = import.meta.glob<{ default: Record<string, unknown> }>('/src/*/i18n.*.json')

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

export async function loadWords(folder: string, language: string): Promise<Record<string, unknown>> {
  const file = files[`/src/${folder}/i18n.${language}.json`]
  if (!file) throw new Error(`no words for ${folder} in ${language}`)
  return (await file()).default
}

const key = 'mh.language'

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
  try {
    localStorage.setItem(key, language)
  } catch {
    // Storage may be forbidden; the choice then lasts for this page only.
  }
  await i18next.changeLanguage(language)
}

/** The person's own setting counts until someone chose on this screen. */
export function offerLanguage(locale: string): void {
  if (!stored() && locale) void i18next.changeLanguage(locale.startsWith('zh') ? 'zh' : 'en')
}

export function localeOf(language: string): 'zh-CN' | 'en' {
  return language.startsWith('zh') ? 'zh-CN' : 'en'
}

export function firstLanguage(): Language {
  return stored() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')
}

function stored(): Language | undefined {
  try {
    const found = localStorage.getItem(key)
    return found === 'zh' || found === 'en' ? found : undefined
  } catch {
    return undefined
  }
}
