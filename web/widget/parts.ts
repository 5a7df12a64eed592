import type { Going } from './talk'
import type { Message } from './wire'
import type { WidgetWords } from './words'

type Child = Node | string | null | false
type Props = { class?: string; on?: Record<string, (happening: never) => void>; [attribute: string]: unknown }

/** An element by its parts. Text goes in as text, never as HTML: what a shopper or a model wrote stays words. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [kind, listen] of Object.entries(value as object)) made.addEventListener(kind, listen as EventListener)
    else if (value === true) made.setAttribute(name, '')
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, String(value))
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== ''))
  return made
}

const svgSpace = 'http://www.w3.org/2000/svg'

export function icon(path: string, size = 22): SVGSVGElement {
  const svg = document.createElementNS(svgSpace, 'svg')
  for (const [name, value] of Object.entries({ width: size, height: size, viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(name, String(value))
  const line = document.createElementNS(svgSpace, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

export const paths = {
  chat: 'M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12.5h5',
  down: 'M6 9l6 6 6-6',
  send: 'M5 12h13M12 6l6 6-6 6',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  voice: 'M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6 11a6 6 0 0 0 12 0M12 17v3',
  stop: 'M7 7h10v10H7z',
  hands: 'M4 18v-6a8 8 0 0 1 16 0v6M8.5 20v-7a3.5 3.5 0 0 1 7 0v7M12 21v-7',
}

function pictures(message: Message, words: WidgetWords, origin: string): HTMLElement[] {
  return (message.images ?? []).map((id) => {
    const src = `${origin}/attachments/${encodeURIComponent(id)}`
    return id.startsWith('voice:') ? el('audio', { src, controls: true, preload: 'none' }) : el('img', { src, alt: words.picture, loading: 'lazy' })
  })
}

export function messageRow(message: Message, words: WidgetWords, origin = ''): HTMLElement {
  const mine = message.author === 'shopper'
  const mark = mine || message.author === 'system' ? null : message.author === 'bot' ? 'AI' : words.agent
  const name = mine ? words.you : message.author === 'bot' ? message.name || words.bot : message.name || ''
  return el(
    'li',
    { class: `msg ${mine ? 'mine' : message.author}` },
    message.author === 'system' ? null : el('div', { class: mine ? 'by unseen' : 'by' }, mark && el('em', {}, mark), el('span', {}, name), timeOf(message.at)),
    el('div', { class: 'text' }, ...pictures(message, words, origin), ...linked(message.text)),
    message.citations?.length ? sources(message.citations, words) : null,
  )
}

export function goingRow(going: Going, words: WidgetWords, resend: () => void): HTMLElement {
  return el(
    'li',
    { class: 'msg mine' },
    el('div', { class: 'by unseen' }, words.you),
    el('div', { class: 'text' }, ...linked(going.text)),
    going.failed
      ? el('div', { class: 'state bad' }, words.failed, el('button', { class: 'link', on: { click: resend } }, words.resend))
      : el('div', { class: 'state' }, words.sending),
  )
}

export function typingRow(who: string, words: WidgetWords): HTMLElement {
  return el('li', { class: 'msg' }, el('div', { class: 'text typing' }, el('span', { class: 'unseen' }, words.typing(who)), el('i'), el('i'), el('i')))
}

function sources(citations: NonNullable<Message['citations']>, words: WidgetWords): HTMLElement {
  return el(
    'details',
    // What was opened must be seen, not lie below the edge of the log.
    { on: { toggle: (opened: Event) => (opened.target as HTMLElement).scrollIntoView({ block: 'nearest' }) } },
    el('summary', {}, words.sources(citations.length)),
    ...citations.map((one) => {
      const url = one.url ? safeUrl(one.url) : undefined
      return el('blockquote', {}, el('b', {}, url ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, one.title) : one.title), one.quote)
    }),
  )
}

function timeOf(at: string): HTMLElement | null {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return null
  return el('time', { datetime: at }, `${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`)
}

/** Addresses in a text become links; everything else stays text. */
export function linked(text: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"'，。！？；）]+)/).map((part, i) => (i % 2 ? el('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part) : part))
}

/** Only web addresses: a citation must not run a script. */
export function safeUrl(url: string): string | undefined {
  try {
    const found = new URL(url, location.href)
    return found.protocol === 'https:' || found.protocol === 'http:' ? found.href : undefined
  } catch {
    return undefined
  }
}
