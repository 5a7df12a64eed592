import { Keep, type Shelf } from './keep'
import { Line } from './line'
import { sheetText } from './look'
import { Screen } from './screen'
import { Talk } from './talk'
import { wireTo } from './wire'
import { wordsFor } from './words'

/**
 * <script src="https://…/widget/v1.js" data-brand="yunshang" async></script>
 * Also understood: data-locale, data-title, data-shopper (the brand's signed
 * reference), data-order, data-colour (#rrggbb).
 */
const script = document.currentScript as HTMLScriptElement | null
const brand = script?.dataset['brand']
if (script && brand && !document.querySelector('manyhands-chat')) {
  if (document.body) begin(script, brand)
  else document.addEventListener('DOMContentLoaded', () => begin(script, brand))
}

function begin({ src, dataset }: HTMLScriptElement, brand: string): void {
  const origin = new URL(src, location.href).origin
  const locale = dataset['locale'] || document.documentElement.lang || navigator.language
  const words = wordsFor(locale)
  const host = document.createElement('manyhands-chat')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(sheetText)
  root.adoptedStyleSheets = [sheet]
  paint(host, dataset['colour'])

  const keep = new Keep(brand, shelf())
  let line: Line | null = null
  const talk = new Talk(
    wireTo(origin),
    keep,
    () => ({
      brand,
      locale,
      page_url: location.href,
      ...(dataset['shopper'] ? { shopper_ref: dataset['shopper'] } : {}),
      ...(dataset['order'] ? { order_ref: dataset['order'] } : {}),
    }),
    newKey,
    () => screen.draw(),
    (_chat, token) => {
      line?.close()
      line = new Line(`${origin.replace(/^http/, 'ws')}/live`, token, {
        onPush: (push) => talk.receive(push),
        onCatchUp: () => void talk.catchUp(),
        onState: (state) => {
          screen.line = state
          screen.draw()
        },
      })
    },
  )
  const screen = new Screen(host, root, talk, { title: dataset['title'] || words.title, words, origin, onOpen: () => void talk.start() })
  document.body.append(host)
  addEventListener('online', () => void talk.catchUp())

  // A chat under way goes on where it was, before and after the reload.
  const kept = keep.read()
  if (kept?.open && innerWidth > 480) screen.open(false)
  else if (kept) void talk.start()
}

/** The brand's own colour, with black or white on it, whichever can be read. Set through the object model: style="" may be forbidden. */
function paint(host: HTMLElement, colour: string | undefined): void {
  if (!colour || !/^#[0-9a-f]{6}$/i.test(colour)) return
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  host.style.setProperty('--own', colour)
  host.style.setProperty('--on-own', 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff')
}

function shelf(): Shelf | null {
  try {
    return localStorage
  } catch {
    return null
  }
}

/** randomUUID is only there on secure pages; a shop may still be on http. */
function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
