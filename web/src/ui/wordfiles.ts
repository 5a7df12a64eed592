export type Language = 'zh' | 'en'

/** Every folder brings its own words: src/<folder>/i18n.zh.json and i18n.en.json; the folder's name is the namespace. */
const files = import.meta.glob<{ default: Record<string, unknown> }>('/src/*/i18n.*.json')

export async function loadWords(folder: string, language: string): Promise<Record<string, unknown>> {
  const file = files[`/src/${folder}/i18n.${language}.json`]
  if (!file) throw new Error(`no words for ${folder} in ${language}`)
  return (await file()).default
}

const key = 'mh.language'

export function firstLanguage(): Language {
  return stored() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')
}

export function stored(): Language | undefined {
  try {
    const found = localStorage.getItem(key)
    return found === 'zh' || found === 'en' ? found : undefined
  } catch {
    return undefined
  }
}

export function store(language: Language): void {
  try {
    localStorage.setItem(key, language)
  } catch {
    // Storage may be forbidden; the choice then lasts for this page only.
  }
}
