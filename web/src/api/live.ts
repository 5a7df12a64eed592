import type { Centrifuge, Subscription } from 'centrifuge'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { SeqBook, type Push } from './seq'
import { session } from './session'

/** 'off' before the log-in, 'lost' while the line is being sought again. */
export type LineState = 'off' | 'connecting' | 'on' | 'lost'

type Listener = {
  /** A topic, or a prefix that ends in '*': 'chat:*'. */
  topic: string
  onPush: (push: Push) => void
  /** Something may have been missed: re-read from since, or all when undefined. */
  onGap: (topic: string, since: number | undefined) => void
}

/**
 * Line is the one WebSocket of the page. The server decides by the token which
 * topics it sends; pages only listen. Sequence numbers make sure that nothing
 * is missed and nothing shown twice.
 */
export class Line {
  private state: LineState = 'off'
  private watchers = new Set<() => void>()
  private listeners = new Set<Listener>()
  private book = new SeqBook()
  private centrifuge: Centrifuge | null = null
  private wasOn = false
  private generation = 0
  private joined = new Map<string, { holders: number; open: Subscription | null }>()

  watch = (tell: () => void): (() => void) => {
    this.watchers.add(tell)
    return () => this.watchers.delete(tell)
  }

  current = (): LineState => this.state

  /** Opens the line; the library is fetched only now, off the first load. */
  async open(url: string, token: () => Promise<string>): Promise<void> {
    if (this.centrifuge) return
    const generation = ++this.generation
    this.turn('connecting')
    const { Centrifuge: Engine } = await import('centrifuge')
    if (generation !== this.generation) return // closed while the library came
    const engine = new Engine(url, { getToken: token, minReconnectDelay: 300, maxReconnectDelay: 8_000 })
    this.centrifuge = engine
    engine.on('connecting', () => this.turn(this.wasOn ? 'lost' : 'connecting'))
    engine.on('connected', () => {
      this.gapEverywhere() // the first time too: what was read before the line stood may have changed since
      this.wasOn = true
      this.turn('on')
    })
    engine.on('disconnected', () => this.turn('lost'))
    engine.on('publication', ({ data }) => this.receive(data))
    for (const topic of this.joined.keys()) this.follow(topic)
    engine.connect()
  }

  /**
   * Asks for one more topic than the token brings by itself: an agent's held
   * conversation. The server may refuse. Give back what is returned.
   */
  join(topic: string): () => void {
    const one = this.joined.get(topic) ?? { holders: 0, open: null }
    one.holders++
    this.joined.set(topic, one)
    this.follow(topic)
    return () => {
      if (--one.holders > 0) return
      this.joined.delete(topic)
      if (one.open) this.centrifuge?.removeSubscription(one.open)
    }
  }

  private follow(topic: string): void {
    const one = this.joined.get(topic)
    if (!one || one.open || !this.centrifuge) return
    one.open = this.centrifuge.newSubscription(topic)
    one.open.on('publication', ({ data }) => this.receive(data))
    one.open.on('subscribed', ({ recovered }) => {
      if (!recovered) this.gap(topic)
    })
    one.open.subscribe()
  }

  private gap(topic: string): void {
    for (const listener of this.listeners) if (matches(listener.topic, topic)) listener.onGap(topic, this.book.since(topic))
  }

  close(): void {
    this.generation++
    this.centrifuge?.disconnect()
    this.centrifuge = null
    for (const one of this.joined.values()) one.open = null
    this.wasOn = false
    this.book = new SeqBook()
    this.turn('off')
  }

  /** For a page that read up to seq by itself. */
  caughtUp(topic: string, seq: number): void {
    this.book.caughtUp(topic, seq)
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  receive(told: unknown): void {
    const push = readPush(told)
    if (!push) return
    if (push.seq === 0) { // unnumbered: a poke that says what is now, which no gap can hurt
      for (const listener of this.listeners) if (matches(listener.topic, push.topic)) listener.onPush(push)
      return
    }
    const since = this.book.since(push.topic)
    const verdict = this.book.take(push.topic, push.seq)
    if (verdict === 'seen') return
    for (const listener of this.listeners) {
      if (!matches(listener.topic, push.topic)) continue
      if (verdict === 'gap') listener.onGap(push.topic, since)
      else listener.onPush(push)
    }
  }

  private gapEverywhere(): void {
    for (const listener of this.listeners) {
      const known = this.book.topics().filter((topic) => matches(listener.topic, topic))
      if (known.length === 0) listener.onGap(listener.topic, undefined)
      for (const topic of known) listener.onGap(topic, this.book.since(topic))
    }
  }

  private turn(next: LineState): void {
    if (this.state === next) return
    this.state = next
    for (const tell of this.watchers) tell()
  }
}

function matches(pattern: string, topic: string): boolean {
  return pattern.endsWith('*') ? topic.startsWith(pattern.slice(0, -1)) : topic === pattern
}

function readPush(told: unknown): Push | null {
  if (typeof told !== 'object' || told === null) return null
  const { topic, kind, seq = 0, data } = told as Partial<Push>
  if (typeof topic !== 'string' || typeof kind !== 'string' || typeof seq !== 'number') return null
  return { topic, kind, seq, data }
}

export const line = new Line()

export function openLine(): void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  void line.open(`${scheme}://${location.host}/live`, () => session.access())
}

export function useLineState(): LineState {
  return useSyncExternalStore(line.watch, line.current)
}

/**
 * Listens to a topic as long as the page stands. Where a list is cheap to read
 * again, both callbacks may simply invalidate its query.
 */
export function useTopic(topic: string, onPush: (push: Push) => void, onGap: (topic: string, since: number | undefined) => void): void {
  const latest = useRef({ onPush, onGap })
  latest.current = { onPush, onGap }
  useEffect(
    () => line.listen({ topic, onPush: (push) => latest.current.onPush(push), onGap: (which, since) => latest.current.onGap(which, since) }),
    [topic],
  )
}
