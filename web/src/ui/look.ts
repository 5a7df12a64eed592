import { useSyncExternalStore } from 'react'

/** How the screen looks: 'auto' follows the machine's own setting. */
export type LookChoice = 'auto' | 'light' | 'dark' | 'contrast'
export type Look = Exclude<LookChoice, 'auto'>

export const lookChoices: LookChoice[] = ['auto', 'light', 'dark', 'contrast']

const key = 'mh.look' // public/first.js reads the same key before the first paint
const watchers = new Set<() => void>()
let choice: LookChoice = 'auto'

export function startLook(): void {
  choice = stored()
  apply()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply)
}

export function setLook(next: LookChoice): void {
  choice = next
  try {
    localStorage.setItem(key, next)
  } catch {
    // Storage may be forbidden; the look then lasts for this page only.
  }
  apply()
}

export function useLookChoice(): LookChoice {
  return useSyncExternalStore(watch, () => choice)
}

export function useLook(): Look {
  return useSyncExternalStore(watch, current)
}

/** A colour of the look in force, for what cannot read CSS (canvas). */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function current(): Look {
  if (choice !== 'auto') return choice
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

function apply(): void {
  document.documentElement.dataset['look'] = current()
  for (const tell of watchers) tell()
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

function stored(): LookChoice {
  try {
    const found = localStorage.getItem(key)
    return lookChoices.find((one) => one === found) ?? 'auto'
  } catch {
    return 'auto'
  }
}
