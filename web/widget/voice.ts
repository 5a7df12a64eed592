/** What a voice message may hold; the program refuses more. */
export const mostBytes = 7 * 1024 * 1024
const longestMs = 60_000

/** A browser on a secure page with a microphone records; everywhere else the shopper picks a file. */
export function canRecord(): boolean {
  return typeof MediaRecorder === 'function' && !!navigator.mediaDevices?.getUserMedia
}

/**
 * Records until `stop` is called, a minute has passed or enough was said, and
 * gives what was said. The microphone is let go in every case.
 */
export async function record(): Promise<{ stop: () => void; said: Promise<Blob> }> {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
  const recorder = new MediaRecorder(microphone, { audioBitsPerSecond: 32_000 })
  const parts: Blob[] = []
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
  const timer = setTimeout(stop, longestMs)
  const said = new Promise<Blob>((resolve, reject) => {
    recorder.ondataavailable = (some) => {
      parts.push(some.data)
      if (parts.reduce((sum, part) => sum + part.size, 0) >= mostBytes) stop()
    }
    recorder.onerror = () => reject(new Error('recording'))
    recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }))
  }).finally(() => {
    clearTimeout(timer)
    for (const track of microphone.getTracks()) track.stop()
  })
  recorder.start(1000)
  return { stop, said }
}
