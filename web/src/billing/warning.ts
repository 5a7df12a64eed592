/** What a rating warns of is written for a file; here it is read back into what it says, for both languages. */
const forms: [key: string, form: RegExp][] = [
  ['inverts', /^version .+: the all-units band at (?<min>\d+) inverts: \d+ conversations cost less than (?<before>\d+)$/],
  ['excused', /^version .+: (?<n>\d+) of (?<of>\d+) outcomes excused by one side alone; none counts until both sign$/],
  ['unpriced', /^(?<n>\d+) outcomes? fits? no rule of the contract$/],
]

/** The key and figures of a warning; none: it is said as it came. */
export function warningOf(text: string): { key: string; figures: Record<string, string> } | undefined {
  for (const [key, form] of forms) {
    const found = form.exec(text)
    if (found) return { key, figures: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, n]) => [name, Number(n).toLocaleString()])) }
  }
  return undefined
}
