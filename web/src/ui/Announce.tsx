import { useEffect, useState } from 'react'

type Urgency = 'polite' | 'assertive'
type Say = (text: string, urgency: Urgency) => void

let say: Say = () => {}

/** Tells a screen reader what the eye would see change: a message that came, a list that was filtered. */
export function announce(text: string, urgency: Urgency = 'polite'): void {
  say(text, urgency)
}

/** The two live regions; the shell mounts them once. */
export function Announcer() {
  const [said, setSaid] = useState({ polite: '', assertive: '' })
  useEffect(() => {
    say = (text, urgency) => {
      // A no-break space at the end makes the same words news again.
      setSaid((before) => ({ ...before, [urgency]: before[urgency] === text ? `${text}\u00a0` : text }))
    }
    return () => {
      say = () => {}
    }
  }, [])
  return (
    <>
      <div className="unseen" aria-live="polite" role="status">
        {said.polite}
      </div>
      <div className="unseen" aria-live="assertive" role="alert">
        {said.assertive}
      </div>
    </>
  )
}
