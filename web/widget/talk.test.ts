import { expect, test } from 'vitest'
import { Keep, type Shelf } from './keep'
import { Line, type LineState } from './line'
import { Talk } from './talk'
import { Refused, type Message, type Push, type Wire } from './wire'

const memory = (): Shelf => {
  const held = new Map<string, string>()
  return { getItem: (k) => held.get(k) ?? null, setItem: (k, v) => void held.set(k, v), removeItem: (k) => void held.delete(k) }
}

/** A program of one chat that stores by key, as the real one must, and can lose its answers. */
function program() {
  const stored: Message[] = [{ seq: 1, author: 'bot', text: 'hello', at: '' }]
  const heard: string[] = []
  const opened = new Map<string, string>()
  const it = {
    stored,
    heard,
    loseAnswers: 0,
    down: false,
    gone: false,
    opened,
    wire: {
      open: async (key: string) => {
        const chat: string = opened.get(key) ?? `c${opened.size + 1}`
        opened.set(key, chat)
        if (it.loseAnswers-- > 0) throw new Refused(0, 'line.down')
        return { chat_id: chat, token: 't1', messages: [...stored] }
      },
      post: async (_chat, _token, key, text) => {
        if (it.down) throw new Refused(0, 'line.down')
        heard.push(key)
        let message = stored.find((one) => one.key === key)
        if (!message) stored.push((message = { seq: stored.length + 1, key, author: 'shopper', text, at: '' }))
        if (it.loseAnswers-- > 0) throw new Refused(0, 'line.down')
        return message
      },
      attach: async () => stored[0]!,
      since: async (_chat, _token, seq) => {
        if (it.gone) {
          it.gone = false
          throw new Refused(404, 'chat.unknown')
        }
        if (it.down) throw new Refused(0, 'line.down')
        return { items: stored.filter((one) => one.seq > seq) }
      },
      rate: async () => undefined,
    } satisfies Wire,
  }
  return it
}

let keys = 0
const talkTo = (wire: Wire, shelf: Shelf) => new Talk(wire, new Keep('b', shelf), () => ({ brand: 'b', locale: 'zh-CN' }), () => `k${++keys}`, () => {}, () => {})
const settled = async () => {
  for (let i = 0; i < 30; i++) await Promise.resolve()
}
const texts = (talk: Talk) => talk.messages.map((one) => one.text)

// Law: however often a message is sent, it is stored once and shown once.
test('a message whose answer was lost is resent with the same key and stored once', async () => {
  const it = program()
  const talk = talkTo(it.wire, memory())
  await talk.start()
  it.loseAnswers = 1
  talk.send('退款')
  await settled()
  expect(talk.going.map((one) => one.failed)).toEqual([true])
  talk.resend(talk.going[0]!.key)
  await settled()
  expect(talk.going).toEqual([])
  expect(texts(talk)).toEqual(['hello', '退款'])
  expect(it.stored.length).toBe(2)
  expect(new Set(it.heard).size).toBe(1)
})

test('what the dead line held up goes out by itself when it is back', async () => {
  const it = program()
  const talk = talkTo(it.wire, memory())
  await talk.start()
  it.down = true
  talk.send('有货吗')
  await settled()
  expect(talk.going[0]!.failed).toBe(true)
  it.down = false
  await talk.catchUp()
  await settled()
  expect(texts(talk)).toEqual(['hello', '有货吗'])
})

test('a message said before a reload is delivered after it', async () => {
  const it = program()
  const shelf = memory()
  const before = talkTo(it.wire, shelf)
  await before.start()
  it.down = true
  before.send('在吗')
  await settled()
  it.down = false
  const after = talkTo(it.wire, shelf)
  await after.start()
  await settled()
  expect(texts(after)).toEqual(['hello', '在吗'])
  expect(after.going).toEqual([])
})

test('messages arrive in the order in which they were said', async () => {
  const it = program()
  const talk = talkTo(it.wire, memory())
  await talk.start()
  for (const text of ['一', '二', '三']) talk.send(text)
  await settled()
  expect(it.stored.map((one) => one.text)).toEqual(['hello', '一', '二', '三'])
})

test('words that are refused do not hold up what is said after them', async () => {
  const it = program()
  const post = it.wire.post
  it.wire.post = async (chat, token, key, text) => {
    if (text === '不许说的') throw new Refused(422, 'message.blocked')
    return post(chat, token, key, text)
  }
  const talk = talkTo(it.wire, memory())
  await talk.start()
  talk.send('不许说的')
  talk.send('那好吧')
  await settled()
  expect(texts(talk)).toEqual(['hello', '那好吧'])
  expect(talk.going.map((one) => [one.text, one.failed])).toEqual([['不许说的', true]])
})

test('what waits behind a dead line keeps its order when it is back', async () => {
  const it = program()
  const talk = talkTo(it.wire, memory())
  await talk.start()
  it.down = true
  for (const text of ['一', '二']) talk.send(text)
  await settled()
  talk.send('三')
  await settled()
  it.down = false
  talk.resend(talk.going.at(-1)!.key)
  await settled()
  expect(texts(talk)).toEqual(['hello', '一', '二', '三'])
})

// Law: nothing missed, nothing twice.
test('a gap is read again and a doubled push shown once', async () => {
  const it = program()
  const talk = talkTo(it.wire, memory())
  await talk.start()
  it.stored.push({ seq: 2, author: 'bot', text: 'two', at: '' }, { seq: 3, author: 'bot', text: 'three', at: '' })
  const push: Push = { topic: 'chat:c1', kind: 'message', seq: 3, data: it.stored[2] }
  talk.receive(push)
  talk.receive(push)
  await settled()
  expect(texts(talk)).toEqual(['hello', 'two', 'three'])
})

test('a chat the program no longer knows is begun anew, and the unheard words go along', async () => {
  const it = program()
  const shelf = memory()
  new Keep('b', shelf).write({ chat: 'old', token: 'old', unsent: [{ key: 'k-old', text: '还在吗' }], open: true })
  it.gone = true
  const talk = talkTo(it.wire, shelf)
  await talk.start()
  await settled()
  expect([talk.chat, ...texts(talk)]).toEqual(['c1', 'hello', '还在吗'])
})

test('nonsense on the shelf is no chat', () => {
  const shelf = memory()
  shelf.setItem('manyhands.chat.b', '{"chat":7}')
  expect(new Keep('b', shelf).read()).toBeNull()
  shelf.setItem('manyhands.chat.b', '{')
  expect(new Keep('b', shelf).read()).toBeNull()
  expect(new Keep('b', null).read()).toBeNull()
})

/** A line in hand: what was sent, what waits on the clock, and the socket's own hooks. */
function bench() {
  const sent: string[] = []
  const waiting: { work: () => void; ms: number; off: boolean }[] = []
  const states: LineState[] = []
  const pushes: Push[] = []
  let caught = 0
  const sockets: { onopen?: () => void; onmessage?: (got: { data: string }) => void; onclose?: () => void }[] = []
  const line = new Line('ws://x/live', 'tok', { onPush: (push) => pushes.push(push), onCatchUp: () => caught++, onState: (state) => states.push(state) }, {
    socket: () => {
      const socket = { send: (text: string) => sent.push(text.trim()), close: () => {}, onopen: undefined, onmessage: undefined, onclose: undefined }
      sockets.push(socket as never)
      return socket as never
    },
    later: (work, ms) => {
      const one = { work, ms, off: false }
      waiting.push(one)
      return () => void (one.off = true)
    },
    chance: () => 0.5,
  })
  const fire = (ms: number) => {
    const due = waiting.filter((one) => !one.off && one.ms === ms)
    due.forEach((one) => {
      one.off = true
      one.work()
    })
    return due.length
  }
  return { line, sent, states, pushes, sockets, fire, caught: () => caught, last: () => sockets.at(-1)! }
}

test('the line connects with the token, takes pushes and answers pings', () => {
  const b = bench()
  b.last().onopen!()
  expect(JSON.parse(b.sent[0]!)).toEqual({ id: 1, connect: { token: 'tok', name: 'widget' } })
  b.last().onmessage!({ data: '{"id":1,"connect":{"ping":25,"pong":true}}\n{"push":{"channel":"c","pub":{"data":{"topic":"chat:1","kind":"message","seq":2,"data":{}}}}}\n{}' })
  expect(b.states).toEqual(['on'])
  expect(b.caught()).toBe(1)
  expect(b.pushes.map((push) => push.seq)).toEqual([2])
  expect(b.sent.at(-1)).toBe('{}')
})

test('a silent line is given up and sought again, and what was missed is read', () => {
  const b = bench()
  b.last().onopen!()
  b.last().onmessage!({ data: '{"id":1,"connect":{"ping":25}}' })
  expect(b.fire(35_000)).toBe(1) // its ping and ten seconds
  expect(b.states).toEqual(['on', 'lost'])
  b.fire(500)
  b.last().onopen!()
  b.last().onmessage!({ data: '{"id":1,"connect":{}}' })
  expect(b.states.at(-1)).toBe('on')
  expect(b.caught()).toBe(2)
})

test('where no socket is to be had the widget polls, and returns to the line when it can', () => {
  const b = bench()
  b.last().onclose!()
  b.fire(500)
  b.last().onclose!()
  b.fire(1000)
  b.last().onclose!()
  expect(b.states).toEqual(['lost', 'polling'])
  const before = b.caught()
  expect(b.fire(4_000)).toBe(1)
  expect(b.caught()).toBe(before + 1)
  expect(b.fire(2_000)).toBe(1)
  b.last().onopen!()
  b.last().onmessage!({ data: '{"id":1,"connect":{}}' })
  expect(b.states.at(-1)).toBe('on')
  expect(b.fire(4_000)).toBe(0)
})

// Law: an opening whose answer was lost is sent again under its key: one conversation, however often.
test('an opening whose answer was lost opens one conversation', async () => {
  const it = program()
  const talk = talkTo(it.wire, memory())
  it.loseAnswers = 2
  await talk.start()
  expect(talk.phase).toBe('failed')
  await talk.start()
  await talk.start()
  expect([talk.phase, talk.chat, it.opened.size]).toEqual(['open', 'c1', 1])
  await talk.restart()
  expect([talk.chat, it.opened.size]).toEqual(['c2', 2])
})
