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
const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
const page = await context.newPage()
page.setDefaultTimeout(20_000)
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

/** Writes in the drill and waits until the shopper has answered. */
async function say(text) {
  const field = page.locator('main textarea')
  if (!(await field.evaluate((it) => it === document.activeElement))) await reach('main textarea')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => !document.querySelector('main textarea') || document.querySelector('main textarea').value === '')
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
  await page.locator('main form textarea').waitFor()
  const better = await page.locator('main tr[data-lost]').first().locator('blockquote').innerText()
  await page.keyboard.insertText(better.split('\n').at(-1))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('main form [role=status]').waitFor()
}

async function passed() {
  await begin()
  for (let n = 0; n < 30 && (await page.locator('main textarea').count()); n++) {
    const right = await backstageDoor(`/right?drill=${drillId()}`)
    await say(right)
    await page.waitForTimeout(120) // the grade takes the room's place
  }
  await page.locator('svg[role=img][data-passed]').first().waitFor()
  await press('nav a[href="/agent/certificates"]')
  await page.locator('main ol [aria-current=step]').first().waitFor()
}

async function shift() {
  await press('nav a[href="/agent/market"]')
  await page.waitForURL((u) => u.pathname === '/agent/market')
  // The certificate brings an offer, or opens a seat to claim.
  await press('main button.ant-btn-primary:not([disabled])')
  await page.waitForTimeout(1500)
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
  for (let n = 0; n < 20 && (await ready.count()); n++) { // the shift begins within a beat of the clock
    await press('main button.ant-btn-primary.ant-btn-lg').catch((fault) => ready.count().then((still) => still && Promise.reject(fault)))
    await page.waitForTimeout(1500)
  }
  await backstageDoor('/shoppers')
  for (let n = 1; n <= 3; n++) {
    for (let tries = 0; tries < 60; tries++) {
      await page.keyboard.press('Alt+a')
      await page.waitForTimeout(400)
      if ((await held()) >= n) break
    }
    assert.ok((await held()) >= n, `only ${await held()} conversations were accepted`)
  }
  await quiet('the desk with three conversations')
  const answered = new Set()
  for (let n = 0; n < 9 && answered.size < 3; n++) {
    await page.keyboard.press('Alt+i')
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    const before = await page.locator('main').innerText()
    const words = `您好，我是客服，马上帮您看第 ${answered.size + 1} 个问题。`
    await page.keyboard.insertText(words)
    await page.keyboard.press('Enter')
    await page.locator('main').getByText(words).first().waitFor()
    assert.ok(!before.includes(words))
    answered.add(words)
    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForTimeout(400)
  }
  assert.equal(answered.size, 3)
  await everyKey()
  for (let n = 0; n < 12 && (await held()) > 0; n++) {
    await page.keyboard.press('Alt+w') // ends a conversation, or the notes of one that is ended already
    const sheet = page.locator('dialog[open] button.ant-btn-primary')
    if (await sheet.waitFor({ timeout: 2_000 }).then(() => true, () => false)) {
      const had = await held()
      await press('dialog[open] button.ant-btn-primary')
      await page.waitForFunction(() => !document.querySelector('dialog[open]'))
      for (let tries = 0; tries < 30 && (await held()) >= had; tries++) await page.waitForTimeout(200)
      assert.ok((await held()) < had, 'a conversation was closed')
    }
    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForTimeout(300)
  }
  assert.equal(await held(), 0)
}

/** Every chord of the desk does what the sheet says it does, with three conversations held. */
async function everyKey() {
  // The sheet names what is in force: the copilot's chords too, once it has looked at the conversation.
  const wanted = ['ArrowDown', 'ArrowUp', 'a', 'i', 't', 'w', '1', '2', '3', 'r', 'n', 'g', 'p', 's', 'm', 'f'].map((key) => `Alt${key}`)
  let missing = wanted
  for (let n = 0; n < 20; n++) {
    await page.keyboard.press('Alt+/')
    await page.locator('dialog[open] dt').last().waitFor()
    const told = (await page.locator('dialog[open] dt').allInnerTexts()).map((chord) => chord.replace(/\s/g, ''))
    missing = wanted.filter((chord) => !told.includes(chord))
    if (missing.length === 0) break
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('dialog[open]'))
    await page.waitForTimeout(500)
  }
  assert.deepEqual(missing, [], 'the sheet names every chord')
  await quiet('the sheet of shortcuts')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('dialog[open]'))

  // A tag and a note, each by its own chord and Enter.
  await page.keyboard.press('Alt+g')
  await page.keyboard.insertText('催单')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '催单' }).waitFor()
  await page.keyboard.press('Alt+n')
  await page.keyboard.insertText('已经安抚过，等物流更新')
  await page.keyboard.press('Enter')
  await page.locator('main aside').getByText('已经安抚过，等物流更新').waitFor()

  // A draft goes into the reply as it was offered; another tone keeps it a reply.
  for (let n = 0; n < 3 && (await page.locator('main aside ol li button kbd').count()) === 0; n++) {
    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForTimeout(800)
  }
  const offered = await page.locator('main aside ol li button span').first().innerText()
  await page.keyboard.press('Alt+1')
  await page.waitForFunction((want) => document.querySelector('main textarea')?.value === want, offered)
  await page.keyboard.press('Alt+m')
  await page.waitForFunction((had) => document.querySelector('main textarea')?.value !== had, offered)

  // What is written and not sent is kept for its own conversation, through a reload.
  const kept = '这句还没发出去'
  await page.keyboard.press('Alt+i')
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(kept)
  const whose = await open()
  await page.keyboard.press('Alt+ArrowDown')
  await page.waitForFunction((had) => document.querySelector('main [aria-current=true]')?.textContent !== had, whose)
  assert.notEqual(await page.locator('main textarea').first().inputValue(), kept)
  await page.reload({ waitUntil: 'domcontentloaded' })
  await page.locator('main textarea').first().waitFor()
  let found = false
  for (let n = 0; n < 4 && !found; n++) {
    found = (await page.locator('main textarea').first().inputValue()) === kept
    if (!found) await page.keyboard.press('Alt+ArrowDown')
    await page.waitForTimeout(400)
  }
  assert.ok(found, 'the draft is there after a reload')
  await page.keyboard.press('Alt+i')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')

  // A second tab is told of, and shows what the first one sends.
  const twin = await context.newPage()
  await twin.goto(base + '/agent/desk', { waitUntil: 'domcontentloaded' })
  await page.locator('main [role=status] p').first().waitFor()
  // Each tab has a conversation of its own in front: the same one, for this.
  const opened = twin.locator('main [aria-current=true]').first()
  await opened.waitFor()
  for (let n = 0; n < 4 && (await opened.innerText()).split('\n')[0] !== (await open()).split('\n')[0]; n++) {
    await twin.keyboard.press('Alt+ArrowDown')
    await twin.waitForTimeout(600)
  }
  await page.bringToFront()
  const words = '两个窗口都看得到这句。'
  await page.keyboard.press('Alt+i')
  await page.keyboard.insertText(words)
  await page.keyboard.press('Enter')
  await page.locator('main').getByText(words).first().waitFor()
  await twin.getByText(words).first().waitFor()
  await twin.close()

  // What a shopper writes while the network is away is there when it is back.
  await context.setOffline(true)
  await backstageDoor('/again')
  await context.setOffline(false)
  await page.locator('main').getByText('我又来问一句').first().waitFor({ timeout: 60_000 })

  // The state: away after this one, and back.
  await page.keyboard.press('Alt+p')
  await page.waitForFunction(() => document.activeElement?.tagName === 'SELECT')
  await page.keyboard.press('ArrowDown')
  await page.waitForTimeout(800)
  await page.keyboard.press('Alt+p')
  await page.keyboard.press('ArrowUp')
  await page.waitForTimeout(800)

  // A step of the procedure is asked about before it is done, and Escape leaves it.
  await page.keyboard.press('Alt+r')
  await page.waitForTimeout(300)
  await page.keyboard.press('Escape')

  // Given back to the queue with a reason, by keyboard alone; it leaves the desk.
  const had = await held()
  await page.keyboard.press('Alt+t')
  await page.locator('dialog[open] input').first().waitFor()
  await quiet('the sheet of a transfer')
  await page.keyboard.insertText('需要熟悉退款的同事')
  await press('dialog[open] button.ant-btn-primary')
  for (let tries = 0; tries < 30 && (await held()) >= had; tries++) await page.waitForTimeout(200)
  assert.ok((await held()) < had, 'a conversation was handed on')
}

function open() {
  return page.locator('main [aria-current=true]').first().innerText()
}

/** How many conversations the desk holds, as it says itself: "2 / 3". */
async function held() {
  const text = await page.locator('main h2 .num').first().innerText()
  return Number(text.split('/')[0])
}

async function quiet(name) {
  await page.waitForTimeout(300)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }))
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes[0].target.join(' ')}`)
  assert.deepEqual(serious, [], `axe on ${name}`)
}
