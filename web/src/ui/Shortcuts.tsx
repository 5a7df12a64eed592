import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chordOf, isWriting } from './chord'
import parts from './parts.module.css'
import { Sheet } from './Sheet'

type Shortcut = {
  /** 'j', 'Alt+1', 'Ctrl+Enter'. A bare letter is silent while someone writes. */
  chord: string
  label: string
  run: () => void
}

const inForce = new Set<Shortcut>()

/** Binds a chord as long as the page stands, and lists it on the sheet that '?' opens. */
export function useShortcut(chord: string, label: string, run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  // Before the page is painted: what is seen can be pressed.
  useLayoutEffect(() => {
    const one: Shortcut = { chord, label, run: () => latest.current() }
    inForce.add(one)
    return () => void inForce.delete(one)
  }, [chord, label])
}

/** Listens to the keyboard and shows the sheet; the shell mounts it once. */
export function Shortcuts() {
  const { t } = useTranslation('ui')
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (press: KeyboardEvent) => {
      const chord = chordOf(press)
      if (isWriting(press.target) && !/^(Alt|Ctrl)\+/.test(chord)) return
      if (chord === '?' || chord === 'Alt+/') {
        press.preventDefault()
        setOpen(true)
        return
      }
      // The newest binding wins: a sheet or a nested page over the page below.
      const found = [...inForce].reverse().find((one) => one.chord === chord)
      if (!found || press.defaultPrevented) return
      press.preventDefault()
      found.run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  if (!open) return null
  return (
    <Sheet title={t('shortcuts.title')} onClose={() => setOpen(false)}>
      <dl className={parts.shortcutList}>
        <Keys chord="?  Alt+/" label={t('shortcuts.sheet')} />
        {[...inForce].map((one) => (
          <Keys key={one.chord} chord={one.chord} label={one.label} />
        ))}
      </dl>
    </Sheet>
  )
}

function Keys({ chord, label }: { chord: string; label: string }) {
  return (
    <>
      <dt>
        {chord.split('+').map((key) => (
          <kbd key={key} className={parts.keycap}>
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{label}</dd>
    </>
  )
}
