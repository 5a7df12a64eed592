/** A tag as people read it: what kind it is in their language, then its own word. A kind without words shows as it is. */
export function tagText(tag: string, t: (key: string, ifNone: string) => string): string {
  const at = tag.indexOf(':')
  if (at < 0) return tag
  const kind = tag.slice(0, at)
  return `${t(`requests.kinds.${kind}`, kind)} · ${tag.slice(at + 1)}`
}
