// An agent takes a part of an offered seat with the keyboard alone, against a
// running demo: the brand books an evening whose seats may be taken in parts;
// who is offered one opens it, chooses from when till when, reads what it pays,
// and takes it; the rest goes on to others. axe must find nothing serious.
//   node e2e/part.mjs BASE [FOLDER-FOR-PICTURES]
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { call, signIn, until } from './desk.mjs'

const [base, pictures] = process.argv.slice(2)
const axe = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const { items: logins } = await (await fetch(base + '/api/v1/demo/logins')).json()
const persona = (role) => logins.find((login) => login.role === role)
const hour = 3_600_000

try {
  const request = await evening()
  const { offer, agent, password } = await offered(request)
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  const thrown = []
  page.on('pageerror', (fault) => thrown.push(fault.message))
  await signedIn(page, agent, password)
  const part = await takePart(page, offer)
  await held(agent, password, offer, part)
  await goesOn(request, part, offer)
  assert.deepEqual(thrown, [], 'a page threw')
  console.log('part: all held')
} finally {
  await browser.close()
}

/** The brand books an evening two days after its last one, in parts. */
async function evening() {
  const brand = await signIn(browser, base, persona('brand').email, persona('brand').password)
  const ask = (method, path, body) => call(base, brand.token, method, '/brand/requests' + path, body)
  const { items } = await ask('GET', '')
  const last = Math.max(...items.map((one) => Date.parse(one.ends)))
  const at = (hours) => new Date(last + hours * hour).toISOString()
  const wish = { event: '返场', kind: 'other', starts: at(44), ends: at(48), timezone: 'Asia/Shanghai', channels: ['taobao', 'web'], languages: ['zh'] }
  const { id } = await ask('POST', '', wish)
  await ask('PUT', `/${id}/parts`, { allow: true })
  await ask('POST', `/${id}/forecast`, {})
  const quote = await ask('POST', `/${id}/quote`, {})
  await ask('POST', `/${id}/book`, { quote_id: quote.id })
  return id
}

async function roster(request) {
  const operator = await signIn(browser, base, persona('operator').email, persona('operator').password)
  return (await call(base, operator.token, 'GET', `/operator/requests/${request}/shifts`)).items
}

/** Somebody who is offered a seat that is long enough; who was there before, if there is one. */
async function offered(request) {
  const password = persona('agent').password // one for all in a demo
  const list = await until('seats are offered', async () => {
    const open = (await roster(request)).filter((one) => one.state === 'offered' && one.kind === 'work' && Date.parse(one.ends) - Date.parse(one.starts) >= 1.5 * hour)
    return open.length > 0 && open
  })
  let found
  for (const one of list.slice(0, 8)) {
    const { token } = await signIn(browser, base, one.email, password)
    const offer = (await call(base, token, 'GET', '/agent/offers')).items.find((mine) => mine.id === one.id)
    if (!offer) continue
    found = { offer, agent: one.email, password }
    if (offer.reason.known) break
  }
  assert.ok(found?.offer.in_parts, 'the offer says that a part of it may be taken')
  return found
}

async function signedIn(page, email, password) {
  await page.goto(base + '/')
  await reach(page, 'input[type=email], input[name=email]')
  await typed(page, email)
  await reach(page, 'input[type=password]')
  await typed(page, password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname.startsWith('/agent'))
}

/** What a field already holds is written over. */
async function typed(page, text) {
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

/** Presses Tab until the focus is on what is meant: what cannot be reached so fails. */
async function reach(page, selector, from = 160) {
  await page.locator(selector).first().waitFor()
  for (let n = 0; n < from; n++) {
    if (await page.evaluate((meant) => document.activeElement?.matches(meant) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${selector} is not reached by Tab`)
}

/** The second half hour up to the last but one is taken; twice the sheet is closed before, and the focus is where it was. */
async function takePart(page, offer) {
  await reach(page, 'nav a[href="/agent/market"]')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/agent/market')
  const opener = 'main li button[aria-haspopup=dialog]'
  await reach(page, opener)
  await quiet(page, 'the market')
  await picture(page, 'market')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open]').waitFor()
  await page.keyboard.press('Escape')
  await back(page, opener)
  await page.keyboard.press('Enter')
  await reach(page, 'dialog[open] button:not(.ant-btn-primary)')
  await page.keyboard.press('Enter')
  await back(page, opener)
  await page.keyboard.press('Enter')
  await reach(page, 'dialog[open] label:nth-of-type(1) select')
  await page.keyboard.press('ArrowDown')
  await reach(page, 'dialog[open] label:nth-of-type(2) select')
  await page.keyboard.press('ArrowUp')
  await page.locator('dialog[open] [aria-live] [class*=pay]').first().waitFor()
  await page.locator('dialog[open] button.ant-btn-primary:enabled').waitFor()
  await quiet(page, 'the sheet')
  await picture(page, 'sheet')
  await reach(page, 'dialog[open] button.ant-btn-primary')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  await picture(page, 'taken')
  const step = hour / 2
  return { starts: Date.parse(offer.starts) + step, ends: Date.parse(offer.ends) - step }
}

/** The sheet is gone and the focus is on what opened it. */
async function back(page, opener) {
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  assert.ok(await page.evaluate((meant) => document.activeElement?.matches(meant), opener), 'the focus is on what opened the sheet')
}

async function held(agent, password, offer, part) {
  const { token } = await signIn(browser, base, agent, password)
  const mine = (await call(base, token, 'GET', '/agent/shifts')).items.find((one) => one.id === offer.id)
  assert.equal(mine?.state, 'accepted')
  assert.deepEqual({ starts: Date.parse(mine.starts), ends: Date.parse(mine.ends) }, part, 'the shift is the part that was chosen')
}

/** Both rests of the seat come up at somebody else's. */
async function goesOn(request, part, offer) {
  const spans = [
    [Date.parse(offer.starts), part.starts],
    [part.ends, Date.parse(offer.ends)],
  ]
  await until('the rest is offered to others', async () => {
    const list = await roster(request)
    return spans.every(([from, till]) => list.some((one) => one.state === 'offered' && Date.parse(one.starts) === from && Date.parse(one.ends) === till))
  })
}

async function quiet(page, name) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }))
  const serious = violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].target.join(' ')}`)
  assert.deepEqual(serious, [], `axe on ${name}`)
}

/** A page as it is now, wide and narrow. */
async function picture(page, name) {
  if (!pictures) return
  await page.screenshot({ path: `${pictures}/${name}.png` })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: `${pictures}/${name}-phone.png` })
  await page.setViewportSize({ width: 1280, height: 860 })
}
