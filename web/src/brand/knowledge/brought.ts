/** The kinds of files that articles come in. */
export const bringKinds = ['csv', 'xlsx', 'markdown', 'html', 'talks'] as const
export type BringKind = (typeof bringKinds)[number]

export type Brought = {
  kind: BringKind
  name: string
  rows: number
  done: number
  accepted: number
  proposed: number
  unchanged: number
  refused: { line: number; field?: string; wanted: string; got?: string }[]
  at: string
}

/** The kind that a file's name speaks of; a chat history is asked for by name, because it may be a table too. The escapes are the Chinese for chat, talk and record. */
export function kindOfFile(name: string): BringKind | undefined {
  const plain = name.toLowerCase()
  if (/(chat|talk|dialog|conversation|history|\u804a\u5929|\u4f1a\u8bdd|\u8bb0\u5f55)/.test(plain) && /\.(csv|jsonl)$/.test(plain)) return 'talks'
  if (plain.endsWith('.xlsx')) return 'xlsx'
  if (/\.(csv|tsv)$/.test(plain)) return 'csv'
  if (/\.(md|markdown)$/.test(plain)) return 'markdown'
  if (/\.html?$/.test(plain)) return 'html'
  return undefined
}

export type Blank = {
  name: string
  label: Words
  unit?: Words
  default?: Words
  number?: { least: number; most: number; default: number }
  choice?: Record<string, Words>
}
export type Words = string | { zh?: string; en?: string } | null
export type Topic = { id: string; name: Words; blanks: string[]; zh: { title: string; questions: string[] }; en: { title: string; questions: string[] } }
export type Pack = { blanks: Blank[]; topics: Topic[] }

/** A text in the reader's language, else in whatever there is. */
export function wordsIn(words: Words | undefined, lang: string): string {
  if (!words) return ''
  if (typeof words === 'string') return words
  return (lang.startsWith('zh') ? words.zh : words.en) ?? words.zh ?? words.en ?? ''
}

/** The blanks that the chosen topics use, in the pack's order. */
export function blanksOf(pack: Pack, topics: string[]): Blank[] {
  const used = new Set(pack.topics.filter((topic) => topics.includes(topic.id)).flatMap((topic) => topic.blanks))
  return pack.blanks.filter((blank) => used.has(blank.name))
}
