import type { LineState } from './line'
import { el, goingRow, icon, messageRow, paths, typingRow } from './parts'
import type { Talk } from './talk'
import { canRecord, mostBytes, record } from './voice'
import { waitText, type WidgetWords } from './words'

/** What the page that embeds us sets on the script tag. */
export type Setting = { title: string; words: WidgetWords; origin: string; onOpen: () => void }

/**
 * Screen draws a talk. Messages are drawn once and kept (a screen reader hears
 * only what is new); the small parts around them are drawn anew on every change.
 */
export class Screen {
  line: LineState = 'connecting'
  private isOpen = false
  private unread = 0
  private drawn = new Set<number>()
  private problem = ''
  private readonly bubble: HTMLButtonElement
  private readonly badge = el('span', { class: 'badge', hidden: true })
  private readonly panel: HTMLElement
  private readonly status = el('span')
  private readonly notice = el('div', { role: 'status' })
  private readonly list = el('ul')
  private readonly tail = el('ul')
  private readonly log: HTMLElement
  private readonly foot: HTMLElement
  private readonly end = el('div', { class: 'end', hidden: true })
  private readonly chips = el('div', { class: 'chips' })
  private readonly text: HTMLTextAreaElement
  private readonly sendButton: HTMLButtonElement
  private readonly pictureButton: HTMLButtonElement
  private readonly voiceButton: HTMLButtonElement
  private readonly voiceFile: HTMLInputElement
  private stopVoice: (() => void) | null = null
  private readonly compose: HTMLElement

  constructor(
    private readonly host: HTMLElement,
    root: ShadowRoot,
    private readonly talk: Talk,
    private readonly setting: Setting,
  ) {
    const { words } = setting
    this.bubble = el('button', { class: 'bubble', type: 'button', 'aria-label': words.open, on: { click: () => this.open() } }, icon(paths.chat, 28), this.badge)
    this.log = el('div', { class: 'log', role: 'log', 'aria-label': setting.title, tabindex: 0 }, el('p', { class: 'note' }, words.aiNote), this.list, this.tail)
    this.text = el('textarea', { rows: 1, placeholder: words.placeholder, 'aria-label': words.placeholder, maxlength: 2000, on: { keydown: (press: KeyboardEvent) => this.onKey(press), input: () => this.fitSend() } })
    this.sendButton = el('button', { class: 'send', type: 'button', 'aria-label': words.send, on: { click: () => this.send() } }, icon(paths.send))
    this.sendButton.disabled = true
    const file = el('input', { type: 'file', accept: 'image/jpeg,image/png,image/webp', hidden: true, on: { change: () => void this.sendPicture(file) } })
    this.pictureButton = el('button', { class: 'icon', type: 'button', hidden: true, 'aria-label': words.picture, on: { click: () => file.click() } }, icon(paths.picture))
    this.voiceFile = el('input', { type: 'file', accept: 'audio/*', hidden: true, on: { change: () => void this.pickVoice() } })
    this.voiceButton = el('button', { class: 'icon', type: 'button', hidden: true, 'aria-label': words.voice, on: { click: () => void this.speak() } }, icon(paths.voice))
    this.compose = el('div', {}, this.chips, el('div', { class: 'write' }, this.pictureButton, file, this.voiceButton, this.voiceFile, this.text, this.sendButton))
    this.foot = el('div', { class: 'foot' }, this.compose, this.end)
    this.panel = el(
      'section',
      { class: 'panel', role: 'dialog', 'aria-label': setting.title, hidden: true, on: { keydown: (press: KeyboardEvent) => press.key === 'Escape' && this.close() } },
      el('div', { class: 'head' }, icon(paths.hands, 30), el('div', { class: 'who' }, el('b', {}, setting.title), this.status), el('button', { class: 'icon', type: 'button', 'aria-label': words.close, on: { click: () => this.close() } }, icon(paths.down))),
      this.notice,
      this.log,
      this.foot,
    )
    root.append(this.panel, this.bubble)
  }

  /** `byHand` takes the focus along; a chat that opens by itself after a reload must not pull it out of the page. */
  open(byHand = true): void {
    this.isOpen = true
    this.unread = 0
    this.host.classList.add('open')
    this.panel.hidden = false
    this.bubble.hidden = true
    this.setting.onOpen()
    this.talk.save(true)
    this.draw()
    this.log.scrollTop = this.log.scrollHeight
    if (byHand) this.text.focus()
  }

  close(): void {
    this.isOpen = false
    this.host.classList.remove('open')
    this.panel.hidden = true
    this.bubble.hidden = false
    this.talk.save(false)
    this.draw()
    this.bubble.focus()
  }

  draw(): void {
    const nearEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80
    const added = this.drawMessages()
    this.drawTail()
    this.drawStatus()
    this.drawNotice()
    this.drawFoot()
    this.drawBadge()
    // Follow the talk, but do not pull the page away from someone who reads above.
    if (nearEnd || added) this.log.scrollTop = this.log.scrollHeight
  }

  /** Returns whether something of the shopper's own was added. */
  private drawMessages(): boolean {
    const { words } = this.setting
    let own = false
    if (this.drawn.size > 0 && this.talk.messages.length === 0) {
      this.list.replaceChildren()
      this.drawn.clear()
    }
    this.talk.messages.forEach((message, place) => {
      if (this.drawn.has(message.seq)) return
      // A message that fills a gap goes where it belongs, not to the end.
      this.list.insertBefore(messageRow(message, words, this.setting.origin), this.list.children[place] ?? null)
      this.drawn.add(message.seq)
      if (message.author === 'shopper') own = true
      else if (!this.isOpen) this.unread++
    })
    return own
  }

  private drawTail(): void {
    const { words } = this.setting
    const rows = this.talk.going.map((going) => goingRow(going, words, () => this.talk.resend(going.key)))
    if (this.talk.typing) rows.push(typingRow(this.talk.typing === 'bot' ? words.bot : this.talk.standing.agent_name || words.agent, words))
    this.tail.replaceChildren(...rows)
  }

  private drawStatus(): void {
    const { words } = this.setting
    const { owner, agent_name } = this.talk.standing
    const said = { bot: words.botServes, waiting: words.waiting, agent: words.agentServes(agent_name ?? ''), closed: words.closed }[owner]
    const opening = this.talk.phase !== 'open'
    this.status.replaceChildren(el('i', { class: opening ? '' : this.line }), opening ? words.opening : said)
  }

  private drawNotice(): void {
    const { words } = this.setting
    const { owner, place, wait_seconds } = this.talk.standing
    const rows: Node[] = []
    if (this.talk.phase === 'failed') rows.push(el('div', { class: 'bar' }, words.openFailed, el('button', { class: 'link', type: 'button', on: { click: () => void this.talk.start() } }, words.retry)))
    else if (this.problem) rows.push(el('div', { class: 'bar' }, this.problem))
    else if (this.line === 'lost' || this.line === 'polling') rows.push(el('div', { class: 'bar' }, words[this.line]))
    if (owner === 'waiting') {
      const where = place ? words.waitingPlace(place) : words.waiting
      const wait = wait_seconds === undefined ? words.waitUnknown : words.waitingTime(waitText(wait_seconds, words))
      rows.push(el('div', { class: 'bar queue' }, el('b', {}, where), wait))
    }
    // Drawn only when changed, or a screen reader would hear it again with every message.
    if (rows.map((row) => row.textContent).join('') !== this.notice.textContent) this.notice.replaceChildren(...rows)
  }

  private drawFoot(): void {
    const { words } = this.setting
    const { owner, pictures, rated } = this.talk.standing
    const over = owner === 'closed'
    this.compose.hidden = over
    this.end.hidden = !over
    this.pictureButton.hidden = this.voiceButton.hidden = pictures !== true
    this.chips.hidden = owner !== 'bot' || this.talk.phase !== 'open'
    if (!this.chips.firstChild) this.chips.append(el('button', { class: 'chip', type: 'button', on: { click: () => this.talk.send(words.personSays) } }, words.person))
    const want = over ? (rated ? 'rated' : 'rate') : ''
    if (this.end.dataset['shows'] === want) return
    this.end.dataset['shows'] = want
    if (over) this.end.replaceChildren(...(rated ? [el('p', { role: 'status' }, words.rated)] : this.rating()), el('button', { class: 'plain', type: 'button', on: { click: () => void this.talk.restart() } }, words.again))
  }

  private rating(): Node[] {
    const { words } = this.setting
    const stars = [1, 2, 3, 4, 5].map((n) => el('button', { type: 'button', 'aria-label': words.rateOf(n), on: { click: () => void this.rate(n) } }, String(n)))
    return [el('b', {}, words.rate), el('div', { class: 'stars', role: 'group', 'aria-label': words.rate }, ...stars), el('div', { class: 'ends', 'aria-hidden': 'true' }, el('span', {}, words.rateLow), el('span', {}, words.rateHigh))]
  }

  private drawBadge(): void {
    this.badge.hidden = this.unread === 0
    this.badge.textContent = this.unread ? String(this.unread) : ''
    this.bubble.setAttribute('aria-label', this.unread ? `${this.setting.words.open}, ${this.setting.words.unread(this.unread)}` : this.setting.words.open)
  }

  private onKey(press: KeyboardEvent): void {
    // While Chinese is being composed, Enter chooses a word and must not send.
    if (press.key !== 'Enter' || press.shiftKey || press.isComposing || press.keyCode === 229) return
    press.preventDefault()
    this.send()
  }

  private send(): void {
    this.talk.send(this.text.value)
    this.text.value = ''
    this.fitSend()
    this.text.focus()
  }

  private fitSend(): void {
    this.sendButton.disabled = this.text.value.trim() === ''
  }

  private async sendPicture(file: HTMLInputElement): Promise<void> {
    const [picture] = file.files ?? []
    file.value = ''
    if (picture) await this.orSay(this.talk.attach('pictures', picture), this.setting.words.pictureFailed)
  }

  /** The first press records, the second sends. Where nothing can be recorded, a file is picked. */
  private async speak(): Promise<void> {
    if (this.stopVoice) return this.stopVoice()
    if (!canRecord()) return this.voiceFile.click()
    try {
      const { stop, said } = await record()
      this.recording(stop)
      await this.sendVoice(said.finally(() => this.recording(null)))
    } catch {
      this.voiceFile.click() // no microphone, or it was refused
    }
  }

  private recording(stop: (() => void) | null): void {
    const { words } = this.setting
    this.stopVoice = stop
    this.voiceButton.setAttribute('aria-label', stop ? words.voiceStop : words.voice)
    this.voiceButton.setAttribute('aria-pressed', String(stop !== null))
    this.voiceButton.replaceChildren(icon(stop ? paths.stop : paths.voice))
  }

  private async pickVoice(): Promise<void> {
    const [voice] = this.voiceFile.files ?? []
    this.voiceFile.value = ''
    if (voice) await this.sendVoice(Promise.resolve(voice))
  }

  private sendVoice(said: Promise<Blob>): Promise<void> {
    const sending = said.then((voice) => {
      if (voice.size > mostBytes) throw new Error('too long')
      return this.talk.attach('voice', voice)
    })
    return this.orSay(sending, this.setting.words.voiceFailed)
  }

  private rate(score: number): Promise<void> {
    return this.orSay(this.talk.rate(score), this.setting.words.openFailed)
  }

  private async orSay(work: Promise<void>, problem: string): Promise<void> {
    try {
      await work
      this.problem = ''
    } catch {
      this.problem = problem
    }
    this.draw()
  }
}
