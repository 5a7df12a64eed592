import type { Keep, Unsent } from './keep'
import { Refused, type Message, type Opening, type Push, type Standing, type Wire } from './wire'

/** A message on its way: said here, not yet acknowledged by the program. */
export type Going = Unsent & { failed: boolean; mayPass?: boolean }

export type Phase = 'idle' | 'opening' | 'open' | 'failed'

/**
 * Talk is one conversation, without a screen: what was said, what is on its
 * way, who holds it. Every message carries a key made once; however often it is
 * sent, by hand, after a reload or after a lost answer, it is stored once.
 */
export class Talk {
  phase: Phase = 'idle'
  messages: Message[] = []
  going: Going[] = []
  standing: Standing = { owner: 'bot' }
  typing: 'bot' | 'agent' | null = null
  chat = ''
  token = ''
  private catchingUp: Promise<void> | null = null
  private first: { key: string; opening: Opening } | null = null
  private flushing = false
  private again = false

  constructor(
    private readonly wire: Wire,
    private readonly keep: Keep,
    private readonly opening: () => Opening,
    private readonly newKey: () => string,
    private readonly changed: () => void,
    private readonly onOpen: (chat: string, token: string) => void,
  ) {
    const kept = keep.read()
    if (kept) {
      this.chat = kept.chat
      this.token = kept.token
      this.going = kept.unsent.map((one) => ({ ...one, failed: false }))
    }
  }

  /** Takes up the kept chat, or opens a new one when there is none or it is over. */
  async start(): Promise<void> {
    if (this.phase === 'opening' || this.phase === 'open') return
    this.turn('opening')
    try {
      if (this.chat) await this.resume()
      if (!this.chat) await this.begin()
    } catch {
      this.turn('failed')
      return
    }
    this.turn('open')
    this.onOpen(this.chat, this.token)
    void this.flush()
  }

  /** After the end: the next word opens a new chat. */
  async restart(): Promise<void> {
    this.forget()
    this.phase = 'idle'
    await this.start()
  }

  send(text: string): void {
    const said = text.trim()
    if (!said) return
    this.going.push({ key: this.newKey(), text: said, failed: false })
    this.save()
    this.changed()
    void this.flush()
  }

  resend(key: string): void {
    const one = this.going.find((going) => going.key === key)
    if (!one) return
    for (const going of this.going) if (going === one || going.mayPass) going.failed = false
    this.changed()
    void this.flush()
  }

  async attach(kind: 'pictures' | 'voice', file: Blob): Promise<void> {
    this.add([await this.wire.attach(this.chat, this.token, this.newKey(), kind, file)])
  }

  async rate(score: number): Promise<void> {
    await this.wire.rate(this.chat, this.token, score)
    this.standing = { ...this.standing, rated: true }
    this.changed()
  }

  receive(push: Push): void {
    if (push.kind === 'message') {
      const message = push.data as Message
      const gap = message.seq > this.lastSeq + 1
      this.add([message])
      if (message.author !== 'shopper') this.typing = null
      if (gap) void this.catchUp(true)
    } else if (push.kind === 'standing') {
      this.standing = push.data as Standing
    } else if (push.kind === 'typing') {
      const { author, on } = push.data as { author?: string; on?: boolean }
      this.typing = on !== false && (author === 'bot' || author === 'agent') ? author : null
    }
    this.changed()
  }

  /** Reads what was missed; after a gap, from before it. Calls at the same time share one reading. */
  catchUp(afterGap = false): Promise<void> {
    this.catchingUp ??= this.read(afterGap ? this.solidSeq : this.lastSeq).finally(() => {
      this.catchingUp = null
    })
    return this.catchingUp
  }

  private async read(since: number): Promise<void> {
    if (!this.chat) return
    try {
      const batch = await this.wire.since(this.chat, this.token, since)
      if (batch.standing) this.standing = batch.standing
      this.add(batch.items)
      for (const going of this.going) if (going.mayPass) going.failed = false // the line is back
      this.changed()
      void this.flush()
    } catch {
      // The line tries again by itself; nothing is lost by waiting.
    }
  }

  private async resume(): Promise<void> {
    try {
      const batch = await this.wire.since(this.chat, this.token, 0)
      if (batch.standing) this.standing = batch.standing
      this.add(batch.items)
    } catch (thrown) {
      if (thrown instanceof Refused && [401, 403, 404, 410].includes(thrown.status)) this.forget(true)
      else throw thrown
    }
  }

  private async begin(): Promise<void> {
    this.first ??= { key: this.newKey(), opening: this.opening() } // as it was, for as long as no answer came
    const opened = await this.wire.open(this.first.key, this.first.opening)
    this.first = null
    this.chat = opened.chat_id
    this.token = opened.token
    this.standing = opened.standing ?? { owner: 'bot' }
    this.add(opened.messages)
    this.save()
  }

  /** Sends what is on its way, in the order it was said: the next one leaves when the one before has arrived. */
  private async flush(): Promise<void> {
    if (this.flushing) {
      this.again = true
      return
    }
    if (this.phase !== 'open') return
    this.flushing = true
    try {
      for (let next = this.nextGoing(); next; next = this.nextGoing()) await this.deliver(next)
    } finally {
      this.flushing = false
    }
    if (this.again) {
      this.again = false
      void this.flush()
    }
  }

  private nextGoing(): Going | undefined {
    return this.going.find((going) => !going.failed)
  }

  private async deliver(going: Going): Promise<void> {
    try {
      this.add([{ ...(await this.wire.post(this.chat, this.token, going.key, going.text)), key: going.key }])
    } catch (thrown) {
      // Refused for what it says, it stands alone; held up by the line or the
      // server, it holds up what was said after it, or the order would change.
      const mayPass = !(thrown instanceof Refused) || thrown.status === 0 || thrown.status === 429 || thrown.status >= 500
      for (const one of mayPass ? this.going : [going]) Object.assign(one, { failed: true, mayPass })
    }
    this.changed()
  }

  /** Puts messages in their places; a known one is not news, and one of ours ends its way. */
  private add(found: Message[]): void {
    const known = new Set(this.messages.map((message) => message.seq))
    for (const message of found) {
      if (message.key) this.going = this.going.filter((going) => going.key !== message.key)
      if (!known.has(message.seq)) this.messages.push(message)
      known.add(message.seq)
    }
    this.messages.sort((a, b) => a.seq - b.seq)
    this.save()
  }

  /** A fresh start; `keepUnsent` for a chat that the program no longer knows, whose last words were never heard. */
  private forget(keepUnsent = false): void {
    this.chat = ''
    this.token = ''
    this.messages = []
    if (!keepUnsent) this.going = []
    this.standing = { owner: 'bot' }
    this.keep.forget()
  }

  save(open = this.keep.read()?.open ?? true): void {
    if (this.chat) this.keep.write({ chat: this.chat, token: this.token, unsent: this.going.map(({ key, text }) => ({ key, text })), open })
  }

  private get lastSeq(): number {
    return this.messages.at(-1)?.seq ?? 0
  }

  /** The last seq before the first hole. */
  private get solidSeq(): number {
    let solid = this.messages[0]?.seq ?? 0
    for (const { seq } of this.messages) {
      if (seq > solid + 1) break
      solid = seq
    }
    return solid
  }

  private turn(phase: Phase): void {
    this.phase = phase
    this.changed()
  }
}
