// Signs in to a running demo as each persona, opens every page at two widths,
// and takes a picture of each: what a person would see, with real data.
//   node e2e/tour.mjs http://127.0.0.1:8080 FOLDER [persona]
// It ends with a list of what went wrong on the way; nothing is a good list.
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'

const [base, into = 'screens', only] = process.argv.slice(2)
if (!base) throw new Error('usage: node e2e/tour.mjs BASE [FOLDER] [PERSONA]')
await mkdir(into, { recursive: true })
const sizes = { wide: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } }
const pages = {
  brand: ['', 'requests', 'requests/new', 'requests/*', 'live', 'chats', 'chats/*', 'bench', 'knowledge', 'knowledge/*', 'procedures', 'procedures/*', 'data', 'bill', 'bill/*'],
  agent: ['', 'desk', 'market', 'drills', 'drills/*', 'pay'],
  finance: ['', 'invoices', 'invoices/*', 'statements', 'ledger'],
  operator: ['', 'wall', 'chats', 'pool'],
}
const troubles = []
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const { items: logins } = await (await fetch(base + '/api/v1/demo/logins')).json()

for (const login of logins.filter((l) => !only || l.role === only)) {
  const context = await browser.newContext({ viewport: sizes.wide, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('pageerror', (e) => troubles.push(`${login.role} ${page.url()}: ${e.message}`))
  page.on('response', (r) => r.status() >= 500 && troubles.push(`${login.role} ${r.status()} ${r.url()}`))
  await page.goto(base + '/')
  await page.fill('input[type=email], input[name=email]', login.email)
  await page.fill('input[type=password]', login.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((u) => u.pathname.startsWith('/' + login.role), { timeout: 20_000 })
  for (const at of pages[login.role]) {
    const name = `${login.role}-${at.replace(/\/\*/, '-one').replaceAll('/', '-') || 'home'}`
    const open = at.replace(/\/\*$/, '')
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport)
      await page.goto(`${base}/${login.role}/${open}`, { waitUntil: 'domcontentloaded' })
      await page.waitForTimeout(1200)
      if (at.endsWith('/*')) {
        const link = page.locator(`main a[href*="/${login.role}/${open}/"]:not([href$="/new"])`).first()
        if (!(await link.count())) break
        await link.click()
        await page.waitForTimeout(1500)
      }
      await page.screenshot({ path: path.join(into, `${name}-${size}.png`) })
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (wide > 1) troubles.push(`${name} ${size}: scrolls sideways by ${wide} px`)
      if (process.env.AXE) await axe(page, `${name} ${size}`)
    }
  }
  await context.close()
}
await browser.close()
console.log(troubles.length ? [...new Set(troubles)].join('\n') : 'no trouble')

async function axe(page, name) {
  await page.evaluate(await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }))
  for (const v of violations) if (['serious', 'critical'].includes(v.impact)) troubles.push(`${name}: ${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 2).join(' | ')}`)
}
