// A brand's guard, what its copilot came to, and a supervisor's floor, for the
// pictures.
const at = (minute) => new Date(Date.parse('2026-11-11T12:00:00Z') + minute * 60_000).toISOString()
const rule = (id, kind, level, some, more) => ({ id, kind, level, match: 'fuzzy', own: false, off: false, words: some.length, some, channels: [], authors: ['agent', 'bot'], allow: [], hits: 0, overridden: 0, ...more })
const book = {
  version: 7,
  rules: [
    rule('ys.rival', 'brand', 'warn', ['某某家同款 → 我们的款式'], { own: true, hits: 12, overridden: 3 }),
    rule('superlative.most', 'superlative', 'warn', ['最佳 → 很好', '最优质 → 优质', '全网最低价 → 活动价'], { words: 112, hits: 86, overridden: 9, allow: ['最佳实践'] }),
    rule('platform.taobao', 'platform', 'block', ['去京东买', '拼多多更便宜', '抖音下单'], { words: 84, channels: ['taobao', 'tmall'], hits: 4 }),
    rule('pii.mobile', 'pii', 'mask', [], { words: 0, detect: 'mobile', hits: 231 }),
    rule('evasive.reply', 'evasive', 'warn', ['不归我管 → 我帮您转给负责的同事'], { words: 72, off: true }),
  ],
}
const rules = { version: 7, source: '- id: ys.rival\n  kind: brand\n  level: warn\n  words:\n    - 某某家同款: 我们的款式\n', off: ['evasive.reply'], allow: { 'superlative.most': ['最佳实践'] } }
const versions = [7, 6, 5].map((version) => ({ version, by: 'p1', at: at(-version * 60), note: version === 7 ? 'appeal: superlative.most lets 最佳实践 through' : '', size: 120, off: 1 }))
const appeals = [
  { id: 'a1', rule: 'superlative.most', kind: 'superlative', level: 'warn', word: '最佳', text: '您可以参考页面里的最佳搭配示例', says: '这是栏目的名字', at: at(-9), state: 'open' },
  { id: 'a2', rule: 'superlative.first', kind: 'superlative', level: 'warn', word: '第一', text: '我第一时间帮您处理', at: at(-200), state: 'allowed', phrase: '第一时间', answer: '已放行', decided_at: at(-190) },
]
const trial = { messages: 8412, blocked: 0, by_rule: [{ rule: 'ys.rival', hits: 3, share_bp: 4, examples: ['您说的某某家同款我们这边没有，但是有相近的版型'] }] }
const check = { level: 'block', hits: [{ rule: 'offsite.contact', kind: 'offsite', level: 'block', start: 2, end: 7, text: '加我薇❤芯', replace: '' }], rewrite: '亲，加我薇❤芯领返现' }
const figures = [
  { name: 'handle_s', with: 301.4, without: 402.8, difference: -101.4, low: -131.2, high: -71.6 },
  { name: 'messages', with: 6.2, without: 6.6, difference: -0.4, low: -1.1, high: 0.3 },
  { name: 'resolved', with: 0.91, without: 0.84, difference: 0.07, low: 0.02, high: 0.12 },
]
const comparison = { trial: true, enough: true, need: 30, with: 412, without: 47, holdout_bp: 1000, figures }
const counts = ['sop', 'order', 'article', 'product', 'case'].map((kind, i) => ({ kind, offered: 410 - i * 60, taken: 190 - i * 30, edited: 44 - i * 7, ended_well: 161 - i * 25 }))
const notices = [{ id: 'n1', text: { zh: '20:00 起双11满减券可与会员券叠加', en: 'Since 20:00 the Double 11 coupon stacks' }, since: at(-30), till: at(2000), at: at(-30), acks: [{ agent_id: 'a', at: at(-29) }, { agent_id: 'b', at: at(-27) }] }]
const chat = (id, ref, more) => ({ id, brand_id: 'b1', shopper_ref: ref, channel: 'web', state: 'human', agent_id: 'g1', epoch: 3, last_seq: 7, priority: 5, tags: [], sentiment: 0, opened_at: at(-20), shopper_at: at(-1), reply_at: at(-2), ...more })
const floor = {
  now: at(0),
  chats: [
    { chat: chat('c1', 's-1024', { sentiment: -0.7, shopper_at: at(-4), reply_at: at(-6) }), guard_hits: 2, asks: '这单能破例补发吗', alarms: ['silent', 'upset', 'guard', 'asks'], brand_name: '云裳', agent_name: '林小雨' },
    { chat: chat('c2', 'guest-0192ab7f', { state: 'waiting', waiting_since: at(-3), agent_id: '' }), guard_hits: 0, alarms: ['queue'], brand_name: '云裳' },
    { chat: chat('c3', 's-2077', { sentiment: 0.6, reply_at: at(-0.5) }), guard_hits: 0, alarms: [], brand_name: '云裳', agent_name: '周一鸣' },
  ],
}
const asides = [
  { n: 1, kind: 'ask', person_id: 'g1', text: '这单能破例补发吗', at: at(-3) },
  { n: 2, kind: 'whisper', person_id: 'p1', text: '可以，补发并送 20 元券', at: at(-1) },
]
const replay = {
  brand_name: '云裳', agents: { g1: '林小雨' }, moves: [],
  chat: { ...chat('c1', 's-1024'), need: [] },
  messages: [
    { seq: 1, author: 'shopper', text: '少发了一件，你们到底管不管', at: at(-6) },
    { seq: 2, author: 'agent', agent_id: 'g1', text: '非常抱歉，我马上核实仓库的出库记录。', at: at(-5) },
    { seq: 3, author: 'shopper', text: '都等了一天了', at: at(-4) },
  ],
}

/** [body, status] for a route of the guard, the copilot's page and the floor, or nothing. */
export function answerGuard(path, asked, empty) {
  const one = path.replace(/^\/(brand|operator)/, '')
  const list = (items) => [{ items: empty ? [] : items }]
  if (one === '/guard-book') return [empty ? { version: 0, rules: [] } : book]
  if (one === '/guard-book/check') return [check]
  if (one === '/guard-rules') return [rules]
  if (one === '/guard-rules/trial') return [trial]
  if (one === '/guard-rules/versions') return list(versions)
  if (one === '/guard-appeals') return list(appeals)
  if (one === '/copilot/comparison') return [empty ? { ...comparison, trial: false, enough: false, with: 3, without: 8, holdout_bp: 0, figures: [] } : comparison]
  if (one === '/suggestions') return list(counts)
  if (one === '/notices') return list(notices)
  if (one === '/floor') return [empty ? { ...floor, chats: [] } : floor]
  if (/^\/floor\/\w+\/asides$/.test(one)) return list(asides)
  if (/^\/chats\/\w+$/.test(one)) return [replay]
  return null
}
