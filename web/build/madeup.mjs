// Made-up answers for the pictures of build/screens.mjs.
import { answerDesk } from './madeup-desk.mjs'
import { answerGuard } from './madeup-guard.mjs'

export const people = {
  brand: { name: '苏晴', email: 'suqing@yunshang.example', brand_name: '云裳' },
  agent: { name: '林小雨', email: 'lin@manyhands.example' },
  finance: { name: '周会计', email: 'zhou@manyhands.example' },
  operator: { name: '陈立', email: 'chen@manyhands.example' },
}

const person = (role) => ({ id: `p-${role}`, role, locale: 'zh-CN', ...people[role] })
const requests = [
  { id: 'r1', name: '双 11 正式期', brand_name: '云裳', state: 'running', begins_at: '2026-11-10T12:00:00Z', people_at_peak: 186 },
  { id: 'r2', name: '双 11 预售', brand_name: '云裳', state: 'closed', begins_at: '2026-10-20T12:00:00Z', people_at_peak: 94 },
  { id: 'r3', name: '双 12', brand_name: '一杯山茶', state: 'filling', begins_at: '2026-12-11T12:00:00Z', people_at_peak: 72 },
  { id: 'r4', name: '年货节', brand_name: '小步童鞋', state: 'draft', begins_at: '2027-01-10T02:00:00Z', people_at_peak: 40 },
]
const lists = {
  '/requests': requests,
  '/shifts': [
    { id: 's1', brand_name: '云裳', state: 'running', begins_at: '2026-11-11T00:00:00Z', ends_at: '2026-11-11T08:00:00Z' },
    { id: 's2', brand_name: '一杯山茶', state: 'booked', begins_at: '2026-11-12T11:00:00Z', ends_at: '2026-11-12T16:00:00Z' },
    { id: 's3', brand_name: '云裳', state: 'offered', begins_at: '2026-11-13T01:00:00Z', ends_at: '2026-11-13T05:00:00Z' },
  ],
  '/invoices': [
    { id: 'i1', number: 'MH-2026-1107', brand_name: '云裳', state: 'open', due_at: '2026-12-01T00:00:00Z', total_minor: 18_642_350, currency: 'CNY' },
    { id: 'i2', number: 'MH-2026-1061', brand_name: '一杯山茶', state: 'disputed', due_at: '2026-11-20T00:00:00Z', total_minor: 6_204_000, currency: 'CNY' },
    { id: 'i3', number: 'MH-2026-0988', brand_name: '小步童鞋', state: 'paid', due_at: '2026-10-31T00:00:00Z', total_minor: 3_180_075, currency: 'CNY' },
  ],
}

const json = (route, body, status = 200) => route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) })

export function answerApi(route, as, empty) {
  const path = new URL(route.request().url()).pathname.replace('/api/v1', '')
  if (path === '/sessions/refresh') {
    return as ? json(route, { access_token: 't', access_life_s: 900, person: person(as) }) : json(route, { status: 401, code: 'session.none' }, 401)
  }
  if (path === '/demo/logins') return json(route, { items: Object.entries(people).map(([role, one]) => ({ role, name: one.name, email: one.email, password: 'x' })) })
  const atDesk = answerDesk(path, route.request(), empty)
  if (atDesk) return json(route, ...atDesk)
  const atGuard = answerGuard(path, route.request(), empty)
  if (atGuard) return json(route, ...atGuard)
  if (lists[path]) return json(route, { items: empty ? [] : lists[path], ...(path === '/requests' && !empty ? { next_cursor: 'more' } : {}) })
  return json(route, { status: 404, code: 'http.404' }, 404)
}

const at = (minute) => `2026-11-11T12:${String(minute).padStart(2, '0')}:00Z`
let said = []
let standing = { owner: 'bot', pictures: true }

export async function answerWidget(route) {
  const asked = route.request()
  const { pathname } = new URL(asked.url())
  if (pathname.endsWith('.js')) return route.continue()
  if (pathname.endsWith('/chats')) {
    said = [{ seq: 1, author: 'bot', text: '你好，我是云裳的智能助手。尺码、发货、退换都可以直接问我，需要真人随时说。', at: at(1) }]
    standing = { owner: 'bot', pictures: true }
    return json(route, { chat_id: 'c1', token: 't', messages: said, standing })
  }
  if (asked.method() === 'POST' && pathname.endsWith('/messages')) {
    const { key, text } = asked.postDataJSON()
    if (text === '断线') return route.abort()
    const mine = { seq: said.length + 1, key, author: 'shopper', text, at: at(2) }
    said.push(mine)
    follow(text)
    return json(route, mine)
  }
  if (asked.method() === 'GET' && pathname.endsWith('/messages')) return json(route, { items: said, standing })
  return json(route, { status: 404, code: 'http.404' }, 404)
}

const lines = new Set()

function push(kind, data) {
  for (const line of lines) line.send(JSON.stringify({ push: { channel: 'chat:c1', pub: { data: { topic: 'chat:c1', kind, seq: data.seq ?? 0, data } } } }))
}

function say(message) {
  const one = { seq: said.length + 1, at: at(3), ...message }
  said.push(one)
  push('message', one)
}

function follow(text) {
  setTimeout(() => {
    if (text === '转人工') {
      say({ author: 'system', text: '正在为你转接客服，前面的对话已经一起转过去' })
      push('standing', { owner: 'waiting', place: 3, wait_seconds: 95 })
    } else if (text === '人工客服') {
      say({ author: 'system', text: '客服 林小雨 已接入' })
      say({ author: 'agent', name: '林小雨', text: '你好，我是小雨。看到你问大衣缩水的事了，订单是 11 月 2 日签收的，对吗？' })
      push('standing', { owner: 'agent', agent_name: '林小雨', pictures: true })
      push('typing', { author: 'agent' })
    } else if (text === '再见') {
      say({ author: 'agent', name: '林小雨', text: '退货已经登记，运费险会自动赔付。祝你购物愉快。' })
      push('standing', { owner: 'closed', agent_name: '林小雨' })
    } else {
      say({
        author: 'bot',
        text: '可以的。羊毛大衣如果按洗标干洗后仍缩水超过 3%，属于质量问题，签收 15 天内可退，运费由我们承担。\n请问是干洗还是水洗的？方便的话拍一下洗标和现在的衣长。',
        citations: [
          { title: '售后规则 第 4 条 · 2026-11-01 起', quote: '羊毛、羊绒类商品按洗标方式洗涤后尺寸变化率大于 3% 的，视为质量问题，自签收起 15 日内可退货，往返运费由商家承担。' },
          { title: '双面羊毛大衣 · 洗涤说明', quote: '干洗，不可机洗、不可漂白。' },
        ],
      })
    }
  }, 60)
}

/** The other end of /live: takes the connect frame, keeps the line for pushes. */
export function chatLine(line) {
  lines.add(line)
  line.onMessage((text) => {
    const { id, connect } = JSON.parse(String(text).split('\n')[0])
    if (connect) line.send(JSON.stringify({ id, connect: { client: 'x', version: 'made up', ping: 25, pong: true } }))
  })
  line.onClose(() => lines.delete(line))
}
