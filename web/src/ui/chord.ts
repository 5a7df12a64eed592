type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** The chord of a key press as bindings write it. On a Mac the command key counts as Ctrl. */
export function chordOf(press: Press): string {
  // With Alt a Mac types another letter (Alt+1 is ¡), so the place of the key is asked instead.
  const placed = press.altKey ? /^(?:Digit|Key)(.)$/.exec(press.code)?.[1]?.toLowerCase() : undefined
  const key = placed ?? (press.key.length === 1 ? press.key.toLowerCase() : press.key)
  const held = [press.ctrlKey || press.metaKey ? 'Ctrl' : '', press.altKey ? 'Alt' : '', press.shiftKey && press.key.length > 1 ? 'Shift' : '']
  return [...held.filter(Boolean), key].join('+')
}

export function isWriting(at: EventTarget | null): boolean {
  const element = at as HTMLElement | null
  if (!element?.tagName) return false
  if (element.isContentEditable || element.tagName === 'TEXTAREA' || element.tagName === 'SELECT') return true
  return element.tagName === 'INPUT' && !['radio', 'checkbox', 'button', 'submit', 'range'].includes((element as HTMLInputElement).type)
}
