/** An article as the API answers it. */
export type Article = {
  id: string
  title: string
  body: string
  tags: string[] | null
  intent?: string
  valid_from: string | null
  valid_till: string | null
  source: string
  version: number
  lang: 'zh' | 'en'
  questions?: string[]
  state: 'proposed' | 'approved' | 'retired' | 'rejected'
  why?: string
  by: string
  at: string
  /** By the program's clock, where it is a list of what is in force. */
  validity?: 'now' | 'later' | 'over'
}

export type Gap = { example: string; texts: string[]; chats: number; nearest: string }

/** What a person writes, before it is Markdown with front matter. */
export type Draft = {
  id: string
  title: string
  lang: 'zh' | 'en'
  tags: string[]
  intent: string
  valid_from: string
  valid_till: string
  source: string
  questions: string
  body: string
}

export function draftOf(article: Article | undefined, question = ''): Draft {
  return {
    id: article?.id ?? '',
    title: article?.title ?? question,
    lang: article?.lang ?? 'zh',
    tags: article?.tags ?? [],
    intent: article?.intent ?? '',
    valid_from: article?.valid_from ?? '',
    valid_till: article?.valid_till ?? '',
    source: article?.source ?? '',
    questions: (article?.questions ?? (question ? [question] : [])).join('\n'),
    body: article?.body ?? '',
  }
}

/** The file that the API takes. JSON's strings are YAML's too, so nothing typed can break out of its field. */
export function fileOf(draft: Draft): string {
  const lines = [`id: ${JSON.stringify(draft.id)}`, `title: ${JSON.stringify(draft.title.trim())}`, `lang: ${draft.lang}`]
  if (draft.tags.length > 0) lines.push(`tags: ${JSON.stringify(draft.tags)}`)
  if (draft.intent.trim()) lines.push(`intent: ${JSON.stringify(draft.intent.trim())}`)
  if (draft.valid_from) lines.push(`valid_from: ${JSON.stringify(draft.valid_from)}`)
  if (draft.valid_till) lines.push(`valid_till: ${JSON.stringify(draft.valid_till)}`)
  if (draft.source.trim()) lines.push(`source: ${JSON.stringify(draft.source.trim())}`)
  const questions = draft.questions.split('\n').map((one) => one.trim()).filter(Boolean)
  if (questions.length > 0) lines.push(`questions: ${JSON.stringify(questions)}`)
  return `---\n${lines.join('\n')}\n---\n${draft.body}\n`
}

export type Filter = { q?: string; tag?: string; lang?: string }

/** Whether every word stands somewhere in the article. */
export function fits(article: Article, filter: Filter): boolean {
  if (filter.lang && article.lang !== filter.lang) return false
  if (filter.tag && !(article.tags ?? []).includes(filter.tag)) return false
  const all = [article.id, article.title, article.body, article.intent ?? '', ...(article.tags ?? []), ...(article.questions ?? [])].join('\n').toLowerCase()
  return (filter.q ?? '').toLowerCase().split(/\s+/).every((word) => all.includes(word))
}

/** An article's id from its title: what stands in an address. */
export function idFrom(title: string): string {
  const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return plain || `article-${[...title].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)!) >>> 0, 7).toString(36)}`
}

/** Titles by intent, in one language; in the other only where `named` has no word of ours. */
export function titlesOf(articles: Pick<Article, 'id' | 'intent' | 'title' | 'lang'>[], lang: Article['lang'], named: (intent: string) => boolean): Map<string, string> {
  const titles = new Map<string, string>()
  for (const mine of [false, true]) {
    for (const one of articles) {
      const intent = one.intent || one.id
      if ((one.lang === lang) === mine && (mine || !named(intent))) titles.set(intent, one.title)
    }
  }
  return titles
}
