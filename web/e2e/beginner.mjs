// A beginner becomes an agent with the keyboard alone, against a running
// program: fails a drill, goes over a lost row, passes, holds the certificate,
// takes a shift, and on its evening answers three shoppers at once. axe must
// find nothing serious on any page of the agent.
//   node e2e/beginner.mjs BASE EMAIL PASSWORD BACKSTAGE
// BACKSTAGE is the test's own door: the right answer of a drill, the evening,
// three shoppers who ask for a person.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const [base, email, password, backstage] = process.argv.slice(2)
const axe = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
// Nothing here is decided by how fast the machine is: what is waited for is seen, and this long at most.
const patience = 90_000
const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
const page = await context.newPage()
page.setDefaultTimeout(patience)
const field = 'main [data-chat] textarea' // where a reply is written
const thrown = []
page.on('pageerror', (e) => thrown.push(`${page.url()}: ${e.message}`))

try {
  await signIn()
  await step('the drill is failed', failed)
  await step('a lost row is gone over', coached)
  await step('the drill is passed and the certificate held', passed)
  await step('a shift is taken', shift)
  await step('every page of the agent is quiet', everyPage)
  await step('three shoppers are answered', threeChats)
  assert.deepEqual(thrown, [], 'a page threw')
  console.log('beginner: all held')
} catch (fault) {
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT })
  throw fault
} finally {
  await browser.close()
}

async function step(name, work) {
  const began = Date.now()
  try {
    await work()
  } catch (fault) {
    throw new Error(`${name}: at ${page.url()}: ${fault.message}`, { cause: fault })
  }
  console.log(`${name} (${Date.now() - began} ms)`)
}

/** Presses Tab until the focus is on what is meant: what cannot be reached so fails. */
async function reach(selector, from = 160) {
  await page.locator(selector).first().waitFor()
  await page.waitForFunction((meant) => [...document.querySelectorAll(meant)].some((one) => !one.disabled), selector)
  for (let n = 0; n < from; n++) {
    if (await page.evaluate((meant) => document.activeElement?.matches(meant) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${selector} is not reached by Tab`)
}

async function press(selector) {
  await reach(selector)
  await page.keyboard.press('Enter')
}

/** What the page puts the focus on by itself has it. */
function focused(selector) {
  return page.waitForFunction((meant) => document.activeElement?.matches(meant), selector)
}

async function backstageDoor(path) {
  const answer = await fetch(backstage + path)
  assert.ok(answer.ok, `${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`)
  return answer.json()
}

async function signIn() {
  await page.goto(base + '/')
  await reach('input[type=email], input[name=email]')
  await page.keyboard.type(email)
  await reach('input[type=password]')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((u) => u.pathname.startsWith('/agent'))
}

async function begin() {
  await press('nav a[href="/agent/drills"]')
  await page.waitForURL((u) => u.pathname === '/agent/drills')
  await press('main article button.ant-btn-primary')
  await page.waitForURL((u) => /\/agent\/drills\/.+/.test(u.pathname))
  await page.locator('main textarea').waitFor()
}

function drillId() {
  return new URL(page.url()).pathname.split('/').pop()
}

/** Writes in the drill and waits until the shopper has answered; tells whether the drill goes on. */
async function say(text) {
  await reach('main textarea')
  await page.keyboard.insertText(text)
  const [answer] = await Promise.all([told('POST', '/messages'), page.keyboard.press('Enter')])
  const goesOn = (await answer.json()).state === 'running'
  if (goesOn) await page.waitForFunction(() => document.querySelector('main textarea')?.value === '')
  return goesOn
}

/** The server's yes to what is being asked of it. */
function told(method, end) {
  return page.waitForResponse((answer) => answer.request().method() === method && new URL(answer.url()).pathname.endsWith(end) && answer.ok())
}

/** Looks until it is so. */
async function until(what, isSo, every = 150) {
  for (const end = Date.now() + patience; ; await page.waitForTimeout(every)) {
    const found = await isSo()
    if (found) return found
    if (Date.now() > end) throw new Error(`never: ${what}`)
  }
}

async function failed() {
  await begin()
  await quiet('a drill')
  await say('什么事快说')
  await press('main header button')
  await press('dialog[open] button.ant-btn-primary')
  await page.locator('svg[role=img]:not([data-passed])').first().waitFor()
  await quiet('a grade')
}

async function coached() {
  await press('main tr[data-lost] button.ant-btn-sm')
  await focused('main form textarea')
  const better = await page.locator('main tr[data-lost]').first().locator('blockquote').innerText()
  await page.keyboard.insertText(better.split('\n').at(-1))
  await press('main form button[type=submit]')
  await page.locator('main form [role=status]').waitFor()
}

async function passed() {
  await begin()
  for (let n = 0; await say(await backstageDoor(`/right?drill=${drillId()}`)); n++) assert.ok(n < 30, 'the drill comes to an end')
  await page.locator('svg[role=img][data-passed]').first().waitFor()
  await press('nav a[href="/agent/certificates"]')
  await page.locator('main ol [aria-current=step]').first().waitFor()
}

async function shift() {
  await press('nav a[href="/agent/market"]')
  await page.waitForURL((u) => u.pathname === '/agent/market')
  // The certificate brings an offer, or opens a seat to claim; somebody else may be quicker.
  await until('a shift is taken', async () => {
    await reach('main button[data-take]:not([disabled])')
    // The list may have been drawn anew under the focus: then nothing is asked.
    const asked = page.waitForRequest((request) => request.method() === 'POST' && /\/(accept|claim)$/.test(request.url()), { timeout: 5_000 }).catch(() => null)
    await page.keyboard.press('Enter')
    return (await (await asked)?.response())?.ok()
  })
}

async function everyPage() {
  for (const at of ['', 'desk', 'market', 'drills', 'certificates', 'quality', 'settings', 'pay']) {
    await page.goto(`${base}/agent/${at}`, { waitUntil: 'domcontentloaded' })
    await page.locator('main h1').first().waitFor({ state: 'attached' })
    await quiet(at || 'home')
  }
}

async function threeChats() {
  await backstageDoor('/evening')
  await page.goto(base + '/agent/desk', { waitUntil: 'domcontentloaded' })
  const ready = page.locator('main button.ant-btn-primary.ant-btn-lg')
  await ready.waitFor()
  await until('the agent is available', async () => { // the shift begins within a beat of the clock
    if ((await ready.count()) === 0) return true
    await press('main button.ant-btn-primary.ant-btn-lg').catch((fault) => ready.count().then((still) => still && Promise.reject(fault)))
    return (await ready.count()) === 0
  }, 500)
  await backstageDoor('/shoppers')
  await until('three conversations are accepted', async () => {
    await page.keyboard.press('Alt+a')
    return (await held()) === 3
  }, 400)
  await quiet('the desk with three conversations')
  const answered = new Set()
  for (let n = 1; n <= 3; n++) {
    await write(`您好，我是客服，马上帮您看第 ${n} 个问题。`)
    await send()
    answered.add(await open())
    await next()
  }
  assert.equal(answered.size, 3, 'each shopper has an answer of their own')
  await everyKey()
  // The first of the list is a conversation as long as one is held; what is ended waits for its notes below.
  while ((await held()) > 0) {
    const had = await held()
    await page.locator('main ul button[aria-current]').first().waitFor()
    await until('a held conversation is open', async () => (await page.locator(field).count()) > 0 || (await next(), false))
    await page.keyboard.press('Alt+w')
    await press('dialog[open] button.ant-btn-primary')
    await until('a conversation was closed', async () => (await held()) < had)
    await page.waitForFunction(() => !document.querySelector('dialog[open]'))
  }
}

/** Puts words in the place of what stands in the reply. */
async function write(text) {
  await page.locator(field).waitFor()
  await page.keyboard.press('Alt+i')
  await focused(field)
  await page.keyboard.press('Control+a')
  if (text === '') await page.keyboard.press('Delete')
  else await page.keyboard.insertText(text)
  await written(text)
}

/** The reply says this. */
function written(text) {
  return page.waitForFunction(([where, want]) => document.querySelector(where)?.value === want, [field, text])
}

/** Sends what stands in the reply, and sees it said in this conversation. */
async function send() {
  const text = await page.locator(field).inputValue()
  await page.keyboard.press('Enter')
  await page.locator('main [data-author=agent]').getByText(text).first().waitFor()
  await written('')
}

/** Goes to another conversation. */
async function next() {
  const had = await open()
  await page.keyboard.press('Alt+ArrowDown')
  await page.waitForFunction((was) => ![undefined, was].includes(document.querySelector('main [data-chat]')?.dataset.chat), had)
}

/** Every chord of the desk does what the sheet says it does, with three conversations held. */
async function everyKey() {
  // The sheet names what is in force: the copilot's chords too, once it has looked at the conversation.
  const wanted = ['ArrowDown', 'ArrowUp', 'a', 'i', 't', 'w', '1', '2', '3', 'r', 'n', 'g', 'p', 's', 'm', 'f'].map((key) => `Alt${key}`)
  await until('the sheet names every chord', async () => {
    await page.keyboard.press('Alt+/')
    await page.locator('dialog[open] dt').last().waitFor()
    const named = (await page.locator('dialog[open] dt').allInnerTexts()).map((chord) => chord.replace(/\s/g, ''))
    if (wanted.every((chord) => named.includes(chord))) return true
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('dialog[open]'))
    return false
  }, 400)
  await quiet('the sheet of shortcuts')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('dialog[open]'))

  // A tag and a note, each by its own chord and Enter.
  await page.keyboard.press('Alt+g')
  await focused('main [data-chat] input')
  await page.keyboard.insertText('催单')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '催单' }).waitFor()
  await page.keyboard.press('Alt+n')
  await focused('main aside textarea')
  await page.keyboard.insertText('已经安抚过，等物流更新')
  await page.keyboard.press('Enter')
  await page.locator('main aside').getByText('已经安抚过，等物流更新').waitFor()

  // Each draft goes into the reply as it was offered, by its own number.
  const drafts = page.locator('main aside ol li button:has(kbd)')
  await until('a conversation has drafts', async () => {
    await page.locator('main aside section').first().waitFor() // the copilot has looked at it
    return (await drafts.count()) > 0 || (await next(), false)
  })
  for (let n = 0; n < Math.min(3, await drafts.count()); n++) {
    await until(`Alt+${n + 1} inserts its draft`, async () => {
      await page.keyboard.press(`Alt+${n + 1}`)
      return (await page.locator(field).inputValue()) === (await drafts.nth(n).locator('span').first().innerText())
    })
  }
  // Another tone keeps it a reply: each chord brings the server's wording into the field.
  for (const [tone, said] of [['s', '亲，您好！您的订单已经发货，预计3天到哦。'], ['m', '请提供订单号'], ['f', '不好意思哦，你的快递在路上呢～']]) {
    await write(said)
    const [answer] = await Promise.all([told('POST', '/reword'), page.keyboard.press(`Alt+${tone}`)])
    const { text } = await answer.json()
    assert.notEqual(text, said, `Alt+${tone} says it otherwise`)
    await written(text)
    await page.locator('main form [role=group] button:not([disabled])').first().waitFor()
  }

  // What is written and not sent is kept for its own conversation, through a reload.
  const kept = '这句还没发出去'
  await write(kept)
  const whose = await open()
  await next()
  await page.locator(field).waitFor()
  assert.notEqual(await page.locator(field).inputValue(), kept)
  await page.reload({ waitUntil: 'domcontentloaded' })
  await page.locator(field).waitFor()
  await until('the conversation of the draft', async () => (await open()) === whose || (await next(), false))
  await written(kept)
  await write('')

  // A second tab is told of, and shows what the first one sends.
  const twin = await context.newPage()
  await twin.goto(base + '/agent/desk', { waitUntil: 'domcontentloaded' })
  await page.locator('main [role=status] p').first().waitFor()
  await twin.locator('main [data-chat]').waitFor()
  // Each tab has a conversation of its own in front: the same one, for this.
  await until('the same conversation in the second tab', async () => {
    if ((await open(twin)) === (await open())) return true
    await twin.keyboard.press('Alt+ArrowDown')
    return false
  }, 600)
  await page.bringToFront()
  const words = '两个窗口都看得到这句。'
  await write(words)
  await send()
  await twin.getByText(words).first().waitFor()
  await twin.close()

  // What a shopper writes while the network is away is there when it is back.
  await context.setOffline(true)
  await backstageDoor('/again')
  await context.setOffline(false)
  await page.locator('main').getByText('我又来问一句').first().waitFor()

  // The state: away, and back; each time the server's answer is what is shown.
  for (const [key, state] of [['ArrowDown', 'break'], ['Home', 'available']]) {
    await page.keyboard.press('Alt+p')
    await focused('main select')
    const [answer] = await Promise.all([told('PUT', '/desk/state'), page.keyboard.press(key)])
    const now = await answer.json()
    assert.equal(now.next_state || now.state, state)
    await page.waitForFunction(() => !document.querySelector('main select').disabled)
  }

  // A step of the procedure that is free to be done is asked about first, and No leaves it undone. These
  // shoppers have no order, so the server's answer is given a step; what the chord does with it is the desk's.
  const acted = []
  page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/actions') && acted.push(request.url()))
  const step = { name: 'urge_shipment', order_id: 'T1', allowed: true, done: false, failed: [], missing: [] }
  await page.route('**/api/v1/agent/chats/*/hints', async (route) => {
    const answer = await route.fetch()
    const hints = await answer.json()
    await route.fulfill({ response: answer, json: { ...hints, track: { procedure: 'urge', title: { zh: '催发货' }, version: 1, steps: [], ...hints.track, actions: [step] } } })
  })
  // Hints that are pushed meanwhile would take the step away again.
  await page.routeWebSocket(/\/live/, (line) => {
    line.connectToServer().onMessage((said) => {
      const rest = String(said).split('\n').filter((one) => !one.includes('"kind":"hints"'))
      if (rest.length > 0) line.send(rest.join('\n'))
    })
  })
  await page.reload({ waitUntil: 'domcontentloaded' })
  await page.locator('main aside ul li button.ant-btn-primary.ant-btn-sm:not([disabled])').first().waitFor()
  await page.keyboard.press('Alt+r')
  await focused('main aside [role=group] button.ant-btn-primary')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => !document.querySelector('main aside [role=group] button.ant-btn-primary'))
  assert.deepEqual(acted, [], 'nothing was done')
  await page.unroute('**/api/v1/agent/chats/*/hints')
  await page.locator(field).waitFor()

  // Given back to the queue with a reason, by keyboard alone; it leaves the desk.
  const had = await held()
  await page.keyboard.press('Alt+t')
  await focused('dialog[open] input')
  await quiet('the sheet of a transfer')
  await page.keyboard.insertText('需要熟悉退款的同事')
  await press('dialog[open] button.ant-btn-primary')
  await until('a conversation was handed on', async () => (await held()) < had)
}

/** Which conversation is open. */
function open(where = page) {
  return where.locator('main [data-chat]').getAttribute('data-chat')
}

/** How many conversations the desk holds, as it says itself: "2 / 3". */
async function held() {
  const text = await page.locator('main h2 .num').first().innerText()
  return Number(text.split('/')[0])
}

async function quiet(name) {
  // What is still coming, or still moving, is not what a person reads.
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]') && document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity))
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }))
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes[0].target.join(' ')}`)
  assert.deepEqual(serious, [], `axe on ${name}`)
}
