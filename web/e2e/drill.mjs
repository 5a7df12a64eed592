// From a bill's line to what was said: on the finance pages, the line's list
// stands open; the clock begins with the click on one of its conversations and
// stops when the first message can be read.
//   node e2e/drill.mjs BASE EMAIL PASSWORD [TIMES]
// BASE is a running `demo`, the person is of finance. Prints Markdown.
import { chromium } from 'playwright-core'
import { call, signIn } from './desk.mjs'

const [base, email, password, times = '20'] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

try {
  const { token, cookies } = await signIn(browser, base, email, password)
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addCookies(cookies)
  const page = await context.newPage()
  const lines = await linesWithTalks(token)
  const whole = []
  const click = []
  for (let i = 0; i < Number(times); i++) {
    const one = lines[i % lines.length]
    // The bill, and in it the line: what a person clicks first.
    await page.goto(`${base}/finance/invoices/${one.bill}`)
    const line = page.locator(`a[href$="/lines/${one.line}"]`).first()
    await line.waitFor()
    const began = performance.now()
    await line.click()
    const talks = page.locator('a[href^="/finance/chats/"]')
    await talks.first().waitFor()
    const open = performance.now()
    await talks.nth(Math.floor(i / lines.length) % (await talks.count())).click()
    await page.locator('[data-author]').first().waitFor({ state: 'visible' })
    const end = performance.now()
    whole.push(end - began)
    click.push(end - open)
  }
  console.log(`| ${times} lines | median, s | most, s |\n|---|---:|---:|`)
  console.log(row('click on a conversation to its first message', click))
  console.log(row('click on the line, its list, a conversation, to its first message', whole))
} finally {
  await browser.close()
}

function row(what, took) {
  took.sort((a, b) => a - b)
  const s = (ms) => (ms / 1000).toFixed(2)
  return `| ${what} | ${s(took[took.length >> 1])} | ${s(took.at(-1))} |`
}

/** The lines of the newest bills that lead to conversations. */
async function linesWithTalks(token) {
  const get = (path) => call(base, token, 'GET', path)
  const found = []
  for (const bill of (await get('/finance/invoices')).items.slice(0, 5)) {
    for (const line of (await get(`/finance/invoices/${bill.id}`)).lines ?? []) {
      if (!line.evidence_count) continue
      const under = await get(`/finance/invoices/${bill.id}/lines/${line.id}/outcomes`)
      if (under.items?.some((one) => one.chat_id)) found.push({ bill: bill.id, line: line.id })
    }
  }
  if (found.length === 0) throw new Error('no line leads to a conversation')
  return found
}
