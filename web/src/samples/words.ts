/** A sentence in both languages of the product. */
export type Words = { zh?: string; en?: string }

export function said(words: Words, language: string): string {
  return (language === 'en' ? words.en || words.zh : words.zh || words.en) ?? ''
}
