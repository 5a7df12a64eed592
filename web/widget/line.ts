import type { Push } from './wire'

/** 'polling' means: no live line is to be had, asking now and then instead. */
export type LineState = 'connecting' | 'on' | 'polling' | 'lost'

type Socket = Pick<WebSocket, 'send' | 'close'> & { onopen: unknown; onmessage: unknown; onclose: unknown }

export type Ears = {
  onPush: (push: Push) => void
  /** Called on every connection and at every poll: read what was missed. */
  onCatchUp: () => void
  onState: (state: LineState) => void
}

/** The clock and the socket come from outside so that tests need neither. */
export type Surroundings = {
  socket: (url: string) => Socket
  later: (work: () => void, ms: number) => () => void
  chance: () => number
}

const browser: Surroundings = {
  socket: (url) => new WebSocket(url),
  later: (work, ms) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  chance: Math.random,
}

const pollMs = 4_000
const triesBeforePolling = 2

/**
 * Line speaks as much of the centrifuge protocol (JSON) as the widget needs:
 * connect with a token, receive pushes, answer pings. When the line breaks it
 * comes back by itself, ever more slowly; when it cannot be had at all (a proxy
 * that forbids WebSockets) it polls, and keeps trying.
 */
export class Line {
  private socket: Socket | null = null
  private stop: (() => void)[] = []
  private failures = 0
  private closed = false
  private state: LineState = 'connecting'
  private quietLimit = 40_000
  private stopQuiet: () => void = () => {}
  private stopPoll: () => void = () => {}
  private polling = false

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly ears: Ears,
    private readonly around: Surroundings = browser,
  ) {
    this.connect()
  }

  close(): void {
    this.closed = true
    this.stopQuiet()
    this.stopPoll()
    this.stop.forEach((stop) => stop())
    this.socket?.close()
    this.socket = null
  }

  private connect(): void {
    if (this.closed) return
    let socket: Socket
    try {
      socket = this.around.socket(this.url)
    } catch {
      this.broke() // a page's policy may forbid the address
      return
    }
    this.socket = socket
    let over = false
    const end = () => {
      if (over) return
      over = true
      if (this.socket === socket) this.broke()
    }
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, connect: { token: this.token, name: 'widget' } }) + '\n')
    socket.onmessage = (got: { data: unknown }) => {
      for (const frame of String(got.data).split('\n')) {
        if (frame.trim() && !this.take(socket, frame)) {
          socket.close()
          end()
          return
        }
      }
    }
    socket.onclose = end
    this.listenForSilence(socket, end)
  }

  /** One frame; false when the server refuses us. */
  private take(socket: Socket, text: string): boolean {
    let frame: { id?: number; connect?: { ping?: number; pong?: boolean }; error?: unknown; push?: { pub?: { data?: unknown }; disconnect?: unknown } }
    try {
      frame = JSON.parse(text) as typeof frame
    } catch {
      return true // not ours to understand
    }
    this.heard()
    if (frame.error || frame.push?.disconnect) return false
    if (frame.connect) {
      if (frame.connect.ping) this.quietLimit = (frame.connect.ping + 10) * 1000
      this.heard() // now under the server's own limit
      this.failures = 0
      this.polling = false
      this.stopPoll()
      this.turn('on')
      this.ears.onCatchUp()
    } else if (frame.push?.pub) {
      this.ears.onPush(frame.push.pub.data as Push)
    } else if (Object.keys(frame).length === 0) {
      socket.send('{}\n') // ping: an empty frame, answered by one
    }
    return true
  }

  private heard: () => void = () => {}

  /** A line that says nothing past its own ping is dead, even if the socket has not noticed. */
  private listenForSilence(socket: Socket, end: () => void): void {
    this.heard = () => {
      this.stopQuiet()
      this.stopQuiet = this.around.later(() => {
        socket.close()
        end()
      }, this.quietLimit)
    }
    this.heard()
  }

  private broke(): void {
    this.socket = null
    this.stopQuiet()
    if (this.closed) return
    this.failures++
    const back = Math.min(15_000, 500 * 2 ** (this.failures - 1)) * (0.75 + this.around.chance() / 2)
    this.stop = [this.around.later(() => this.connect(), this.polling ? 30_000 : back)]
    if (this.failures > triesBeforePolling) this.poll()
    else this.turn('lost')
  }

  private poll(): void {
    if (this.polling) return
    this.polling = true
    this.turn('polling')
    const again = () => {
      if (!this.polling || this.closed) return
      this.ears.onCatchUp()
      this.stopPoll = this.around.later(again, pollMs)
    }
    again()
  }

  private turn(next: LineState): void {
    if (next === this.state) return
    this.state = next
    this.ears.onState(next)
  }
}
