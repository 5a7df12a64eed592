/** A tag as people read it: what kind it is and its own word, in their language. What has no words shows as it is. */
export function tagText(tag: string, t: (key: string, ifNone: string) => string): string {
  const at = tag.indexOf(':')
  if (at < 0) return tag
  const kind = tag.slice(0, at)
  const word = tag.slice(at + 1)
  return `${t(`requests.kinds.${kind}`, kind)} · ${t(`certificates.tags.${word}`, word)}`
}
