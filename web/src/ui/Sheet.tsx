import { useEffect, useId, useRef, type ReactNode } from 'react'
import overlay from './overlay.module.css'

/** A sheet above the page: the browser's own dialog keeps the focus in and closes on Escape; the focus goes back to where it was. */
export function Sheet({ title, children, foot, onClose }: { title: string; children: ReactNode; foot?: ReactNode; onClose: () => void }) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    if (!dialog.current?.open) dialog.current?.showModal()
    // Who takes the sheet away closes nothing, and the browser gives nothing back.
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={overlay.dialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(press) => press.target === dialog.current && onClose()}
    >
      <div className={overlay.dialogBody}>
        <h2 id={id}>{title}</h2>
        {children}
        {foot && <div className={overlay.dialogFoot}>{foot}</div>}
      </div>
    </dialog>
  )
}
