import look from './parts.module.css'

/** Pictures and voice messages that came with a message, by the ids that open them; a name from elsewhere shows nothing. */
export function Attachments({ ids }: { ids: string[] | undefined }) {
  const kept = (ids ?? []).filter((id) => /^(voice:)?[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id))
  if (kept.length === 0) return null
  return (
    <div className={look.attachments}>
      {kept.map((id) => {
        const src = `/attachments/${encodeURIComponent(id)}`
        return id.startsWith('voice:') ? (
          <audio key={id} src={src} controls preload="none" />
        ) : (
          <a key={id} href={src} target="_blank" rel="noreferrer">
            <img src={src} alt="" loading="lazy" />
          </a>
        )
      })}
    </div>
  )
}
