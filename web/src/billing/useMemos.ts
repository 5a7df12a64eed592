import { useWords } from './useWords'

/** What a transfer was for: the last word of its note is a code of ours, what stands before it is a number or a person's own words. */
export function useMemos(): (memo: string) => string {
  const word = useWords()
  return (memo) => {
    const parts = memo.split(' ')
    const said = parts.map((part) => (part ? word('memos', word('codes', part)) : ''))
    const last = said.length - 1
    if (last > 0 && said[last] !== parts[last]) return `${said.slice(0, last).join(' ')} · ${said[last]}`
    return said.join(' ')
  }
}
