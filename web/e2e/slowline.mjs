// How long the first load takes on a slow line: the browser is told that it has
// 200 kB/s and that every answer is 300 ms away, its cache is empty, and the
// clock stops when the page takes keys.
//   node e2e/slowline.mjs BASE EMAIL PASSWORD [TIMES]
// The person is an agent on shift; a shopper asks for one first, so that the
// desk holds a conversation. Prints Markdown; against a running `demo` its
// sign-ins are the ones to use.
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { holdOne, signIn } from './desk.mjs'

const [base, email, password, times = '5'] = process.argv.slice(2)
const slow = { offline: false, latency: 300, downloadThroughput: 200 * 1024, uploadThroughput: 200 * 1024 }
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

try {
  const signedIn = await signIn(browser, base, email, password)
  await holdOne(browser, base, signedIn.token)
  const rows = [
    ['sign-in form takes keys', await measured(undefined, '/login', keys('input[type=email]'))],
    ['desk shows its conversation, the field takes keys', await measured(signedIn.cookies, '/agent/desk', async (page) => {
      await page.locator('[data-author]').first().waitFor()
      await keys('main textarea')(page)
    })],
  ]
  console.log('| first load, 200 kB/s, 300 ms away | files | kB on the line | median of ' + times + ', s | least to most, s |\n|---|---:|---:|---:|---:|')
  for (const [what, runs] of rows) {
    const took = runs.map((one) => one.ms).sort((a, b) => a - b)
    const s = (ms) => (ms / 1000).toFixed(2)
    console.log(`| ${what} | ${runs[0].files} | ${runs[0].kB.toFixed(0)} | ${s(took[took.length >> 1])} | ${s(took[0])} to ${s(took.at(-1))} |`)
  }
} finally {
  await browser.close()
}

/** Waits for a field that can be typed into, and types. */
function keys(field) {
  return async (page) => {
    const box = page.locator(field).first()
    await box.waitFor()
    await box.press('x')
    assert.match(await box.inputValue(), /x$/, `${field} takes keys`)
  }
}

/** Opens an address as often as asked, each time with nothing in the cache. */
async function measured(cookies, address, usable) {
  const runs = []
  for (let i = 0; i < Number(times); i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    if (cookies) await context.addCookies(cookies)
    const page = await context.newPage()
    const line = await context.newCDPSession(page)
    const run = { ms: 0, files: 0, kB: 0, log: [] }
    let from = 0
    await line.send('Network.enable')
    line.on('Network.requestWillBeSent', ({ requestId, request }) => run.log.push([Date.now() - from, 'asks', requestId, request.url.replace(base, '')]))
    line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (run.ms) return // what comes after it is usable is not its first load
      run.files++
      run.kB += encodedDataLength / 1000
      run.log.push([Date.now() - from, 'has', requestId, encodedDataLength])
    })
    await line.send('Network.emulateNetworkConditions', slow)
    from = Date.now()
    await page.goto(base + address, { waitUntil: 'commit' })
    await usable(page)
    run.ms = Date.now() - from
    if (process.env.SLOWLINE_LOG) console.error(run.log.map((one) => one.join(' ')).join('\n'), '\nusable', run.ms)
    runs.push(run)
    if (cookies) cookies = await context.cookies() // each refresh gives another
    await context.close()
  }
  return runs
}
