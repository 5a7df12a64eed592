// An agent's desk in the middle of an evening, for the pictures.
const now = new Date('2026-11-11T12:20:00Z').toISOString()
const at = (minute, second = 0) => new Date(Date.parse('2026-11-11T12:00:00Z') + (minute * 60 + second) * 1000).toISOString()
const chat = (id, ref, more) => ({
  id, brand_id: 'b1', shopper_ref: ref, channel: 'web', state: 'human', epoch: 3, last_seq: 7, reason: 'sop_step_requires_human', priority: 5, tags: [], sentiment: 0,
  opened_at: at(5), shopper_at: at(19, 10), reply_at: at(18), ...more,
})
const chats = [
  chat('c1', 's-1024', {}),
  chat('c2', 's-2077', { reason: 'high_purchase_intent', shopper_at: at(16), reply_at: at(17), last_seq: 4 }),
  chat('c3', 'guest-0192ab7f', { reason: 'asked_for_human', shopper_at: at(17, 30), reply_at: at(12), last_seq: 9 }),
]
const board = {
  state: 'available', since: at(-240), capacity: 4, now, next_state: '', shift: { id: 's1', brand_id: 'b1', brand_name: '云裳', ends: at(240) }, chats,
  reservations: [{ id: 'r1', why: '最久空闲', lapses_at: at(20, 11), chat: chat('c9', 's-3301', { state: 'waiting', reason: 'negative_emotion', priority: 8 }) }],
  wrap_ups: [{ chat_id: 'c7', ends_at: at(20, 24) }],
}
const messages = [
  { seq: 1, author: 'shopper', key: 'a', text: '我要退货', at: at(5) },
  { seq: 2, author: 'bot', key: 'b', text: '请问想退的是哪一件？', at: at(5, 2), citations: [{ source: 'sop', id: 'return', title: '无理由退货' }] },
  { seq: 3, author: 'shopper', key: 'c', text: '羽绒服，袖口开线了', at: at(6) },
  { seq: 4, author: 'bot', key: 'd', text: '质量问题和发错货来回运费由云裳承担，我请专员看图为您处理。', at: at(6, 2), citations: [{ source: 'sop', id: 'return', title: '无理由退货' }, { source: 'article', id: 'quality', title: '质量问题怎么处理', quote: '收到商品 15 天内发现开线、破洞、脏污，来回运费由云裳承担。' }] },
  { seq: 5, author: 'system', key: 'e', text: '客服 林小雨 已接入', at: at(7) },
  { seq: 6, author: 'agent', key: 'f', text: '您好，我是小雨。袖口开线的照片我看到了，这是质量问题，来回运费我们承担。', at: at(18) },
  { seq: 7, author: 'shopper', key: 'g', text: '那我要退，不想换了。多久能退款？', at: at(19, 10) },
]
const both = (zh, en) => ({ zh, en })
const hints = {
  chat_id: 'c1', seq: 7, at: at(19, 11), intent: 'refund-time', confidence: 0.93,
  why: { reason: 'sop_step_requires_human', sentence: both('流程走到了必须由人处理的一步', 'The procedure came to a step that a person must do'), summary: '诉求：无理由退货（原话「羽绒服，袖口开线了」）；订单 YS20261102018，交易成功；流程 return 停在 needs_person；情绪 neutral' },
  who: {
    ref: 's-1024', tier: 'gold', contacts_24h: 2, tags: [{ tag: '老客' }, { tag: '退货意向', seq: 1 }],
    orders: [
      { id: 'YS20261102018', state: 'completed', state_text: both('交易成功', 'completed'), amount_minor: 89900, currency: 'CNY', items: ['云朵长款羽绒服 黑色 S'], at: at(-9000), parcel: '顺丰速运 SF1234567890 · 11月9日 10:20 已签收', current: true },
      { id: 'YS20261111005', state: 'awaiting_payment', state_text: both('待付款', 'awaiting payment'), amount_minor: 129900, currency: 'CNY', items: ['双面羊毛大衣 驼色 M'], at: at(-20), current: false },
    ],
    earlier: [{ id: 'x', at: at(-9999), intent: 'size-tops', outcome: 'confirmed', csat: 5 }],
  },
  track: {
    procedure: 'return', version: '2', title: both('无理由退货', 'Return within the window'), next: 'file_return',
    steps: [
      { id: 'which_order', kind: 'ask', text: both('请问要退哪一笔订单呢？', 'Which order would you like to return?'), state: 'done', evidence: [{ by: 'shop', what: 'YS20261102018' }] },
      { id: 'check', kind: 'check', text: both('核对 3 条规则', 'Check the rules (3)'), state: 'done', evidence: [{ by: 'shop' }] },
      { id: 'which_item', kind: 'ask', text: both('想退的是哪一件？', 'Which item would you like to return?'), state: 'done', evidence: [{ by: 'shopper', seq: 3, what: '云朵长款羽绒服' }] },
      { id: 'why', kind: 'ask', text: both('方便说下原因吗？', 'May I ask why?'), state: 'done', evidence: [{ by: 'bot', what: 'quality' }] },
      { id: 'file_return', kind: 'act', action: 'return_items', text: both('办理', 'Do'), state: 'next' },
      { id: 'done', kind: 'say', text: both('退货已申请，仓库验货后原路退回。', 'The return is filed.'), state: 'todo' },
    ],
    actions: [
      { name: 'return_items', order_id: 'YS20261102018', allowed: true, done: false, failed: [], missing: [], confirm: '为您申请退货：云朵长款羽绒服。吊牌请保持完好，赠品一起寄回，运费险按规定赔付。确认吗？', args: { items: ['1'], reason: 'quality' } },
      { name: 'cancel_order', order_id: 'YS20261102018', allowed: false, done: false, failed: [{ guard: 'forbidden', because: both('这个流程不做取消订单', 'this procedure never cancels') }], missing: [] },
    ],
  },
  drafts: [
    { id: 'd1', kind: 'sop', text: '为您申请退货：云朵长款羽绒服。吊牌请保持完好，赠品一起寄回，运费险按规定赔付。确认吗？', citations: [{ source: 'sop', id: 'return', title: '无理由退货' }] },
    { id: 'd2', kind: 'article', text: '仓库收到退货后 48 小时内验货，验货通过后 1 至 3 个工作日原路退回。', citations: [{ source: 'article', id: 'refund-time', title: '退款多久到账', version: 3 }] },
  ],
  products: [{ product: 'YS-C02', sku: 'YS-C02-CM-M', name: '双面羊毛大衣', price_minor: 129900, currency: 'CNY', stock: 23, reasons: [both('顾客提到了它', 'The shopper spoke of it'), both('M 码有货 23 件', '23 in stock in M')], link: '/shop/?sku=YS-C02-CM-M&chat=c1' }],
  opportunities: [{ kind: 'unpaid_cart', text: both('订单 YS20261111005 待付款，金额较大，问清顾虑并协助付款', 'Order YS20261111005 is unpaid and large: ask what holds it up'), at_stake_minor: 129900, currency: 'CNY' }],
  cases: [{ question: '羽绒服袖口开线了想退', answer: '这是质量问题，来回运费我们承担，您寄回后 48 小时内验货退款。', outcome: 'confirmed', csat: 5 }],
  notes: [{ id: 'coupon:D11', text: both('新规则生效：双11满500减50（可叠加）', 'New: 50 off 500 (stacks)'), since: at(-20) }],
  asides: [{ n: 1, kind: 'ask', person_id: 'a', text: '这单能破例补发吗', at: at(18) }, { n: 2, kind: 'whisper', person_id: 'p', text: '可以，补发并送 20 元券', at: at(19) }], translates: false,
}

/** [body, status] for a route of the desk, or nothing. */
export function answerDesk(path, asked, empty) {
  if (path === '/agent/desk' || path === '/agent/desk/state') return [empty ? { ...board, state: 'offline', shift: undefined, chats: [], reservations: [], wrap_ups: [] } : board]
  if (path.endsWith('/hints')) return [hints]
  if (path.endsWith('/summary')) return [{ text: '诉求：我要退货；订单 YS20261102018（交易成功）；流程：无理由退货', done: ['return_items'], outcome: 'confirmed', reason: both('操作已办理并核实', 'An action was done and verified'), tags: [], facts: {} }]
  if (path.endsWith('/check')) {
    const { text } = asked.postDataJSON()
    const hits = []
    if (text.includes('微信')) hits.push({ rule: 'offsite.wechat', kind: 'offsite', level: 'block', start: 2, end: 16, text: '微信 wx_88888888', replace: '平台内联系' })
    if (text.includes('全网最低')) hits.push({ rule: 'superlative.lowest', kind: 'superlative', level: 'warn', start: 17, end: 22, text: '全网最低价', replace: '活动价' })
    return [{ level: hits.length > 0 ? 'block' : 'pass', hits, rewrite: text.replace('加我微信 wx_88888888', '在平台内联系我').replace('全网最低价', '活动价') }]
  }
  const one = /^\/agent\/chats\/(\w+)$/.exec(path)
  if (one) return [{ chat: chats.find((each) => each.id === one[1]) ?? chats[0], messages }]
  return null
}
