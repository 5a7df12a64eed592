/** A sentence that the server writes for a file or a log, by its key and a form that takes its figures out. */
export type Form = [key: string, form: RegExp]

/** Which of the forms a sentence has, with its figures; none: it is said as it came. */
export function readBack(forms: Form[], text: string): { key: string; figures: Record<string, string> } | undefined {
  for (const [key, form] of forms) {
    const found = form.exec(text)
    if (found) return { key, figures: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value).toLocaleString() : value])) }
  }
  return undefined
}
