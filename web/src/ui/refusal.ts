import i18next, { type i18n } from 'i18next'
import { asFault, type Fault } from '@/api'

/**
 * A refusal in the page's language: our words for its code, then what the
 * server says of this one case. The server's sentence is English, so alone it
 * stands only where a code has no words. internal/app holds that every code has.
 */
export function refusal(thrown: unknown, otherwise = ''): string {
  const fault = asFault(thrown)
  const words = wordsOf(fault, i18next)
  if (!words) return fault.detail || otherwise || fault.title || fault.code
  const more = caseOf(fault)
  return more ? i18next.t('fault.case', { ns: 'ui', words, more }) : words
}

/** Our own words for a fault's code; none: undefined. */
export function wordsOf(fault: Fault, { exists, t }: Pick<i18n, 'exists' | 't'>): string | undefined {
  const key = `fault.${fault.code.replaceAll('.', '_')}`
  return exists(key, { ns: 'ui' }) ? t(key, { ns: 'ui' }) : undefined
}

/** What is said of this one case: the places that are wrong, or a detail that is not the code's own sentence, which the title repeats. */
export function caseOf(fault: Fault): string {
  if (fault.fields.length > 0) return fault.fields.map((one) => i18next.t('fault.field', { ns: 'ui', ...one })).join(i18next.t('fault.and', { ns: 'ui' }))
  return fault.title && fault.detail !== fault.title ? fault.detail : ''
}
