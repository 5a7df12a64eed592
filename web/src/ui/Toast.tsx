import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import overlay from './overlay.module.css'

export type ToastWords = { text: string; tone?: 'plain' | 'good' | 'bad'; undo?: () => void }

type Shown = ToastWords & { id: number }

let put: (words: ToastWords) => void = () => {}

/** A short word about what was just done; with `undo`, ten seconds to take it back. */
export function toast(words: ToastWords): void {
  put(words)
}

/** Where toasts appear; the shell mounts it once. They stay while the pointer or the focus is on them. */
export function Toaster() {
  const { t } = useTranslation('ui')
  const [shown, setShown] = useState<Shown[]>([])
  const [held, setHeld] = useState(false)
  useEffect(() => {
    let count = 0
    put = (words) => setShown((before) => [...before.slice(-2), { ...words, id: ++count }])
    return () => {
      put = () => {}
    }
  }, [])
  const drop = (id: number) => setShown((before) => before.filter((one) => one.id !== id))
  const oldest = shown[0]
  useEffect(() => {
    if (!oldest || held) return
    const timer = setTimeout(() => drop(oldest.id), oldest.undo ? 10_000 : 5_000)
    return () => clearTimeout(timer)
  }, [oldest, held])
  return (
    <div
      className={overlay.toasts}
      role="status"
      aria-live="polite"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {shown.map((one) => (
        <div key={one.id} className={overlay.toast} data-tone={one.tone ?? 'plain'}>
          <span>{one.text}</span>
          {one.undo && (
            <button
              className={overlay.undo}
              onClick={() => {
                one.undo?.()
                drop(one.id)
              }}
            >
              {t('undo')}
            </button>
          )}
          <button onClick={() => drop(one.id)} aria-label={t('close')}>
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      ))}
    </div>
  )
}
