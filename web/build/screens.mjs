// Serves the built site with made-up answers and takes pictures of it, so that
// someone can look: `npm run build && npm run look [folder]`. No program runs;
// what the program does is the end-to-end suite's to show.
import { createServer } from 'node:http'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { answerApi, answerWidget, chatLine, people } from './madeup.mjs'

const site = new URL('../dist/site/', import.meta.url).pathname
const into = process.argv[2] ?? 'screens'
const only = process.argv[3]
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

const server = createServer(async (asked, answer) => {
  const { pathname } = new URL(asked.url, 'http://x')
  for (const file of [pathname, path.join(pathname, 'index.html'), ...(path.extname(pathname) ? [] : ['index.html'])]) {
    try {
      const body = await readFile(path.join(site, file))
      answer.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' }).end(body)
      return
    } catch {
      // The next one.
    }
  }
  answer.writeHead(404).end()
}).listen(0, '127.0.0.1')
await new Promise((ready) => server.once('listening', ready))
const origin = `http://127.0.0.1:${server.address().port}`

await mkdir(into, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const sizes = { wide: { width: 1280, height: 840 }, phone: { width: 390, height: 844 } }
const troubles = []

async function shoot(name, { as, at, look = 'light', language = 'zh', empty = false, act, size, full = false }) {
  for (const [which, viewport] of Object.entries(sizes)) {
    if ((size && size !== which) || (only && !name.includes(only))) continue
    const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-US', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
    await context.addInitScript(([l, g]) => { localStorage.setItem('mh.look', l); localStorage.setItem('mh.language', g) }, [look, language])
    const page = await context.newPage()
    page.on('console', (said) => said.type() === 'error' && !/40[14]|ERR_FAILED/.test(said.text()) && troubles.push(`${name} ${which}: ${said.text()}`))
    page.on('pageerror', (thrown) => troubles.push(`${name} ${which}: ${thrown.message}`))
    await page.route('**/api/v1/**', (route) => answerApi(route, as, empty))
    await page.route('**/widget/v1/**', (route) => answerWidget(route))
    await page.routeWebSocket('**/live', (line) => chatLine(line))
    await page.goto(origin + at, { waitUntil: 'networkidle' })
    await act?.(page)
    await page.waitForTimeout(400)
    await page.screenshot({ path: path.join(into, `${name}-${which}.png`), fullPage: full })
    if (process.env.AXE) await axe(page, `${name} ${which}`)
    await context.close()
  }
}

async function axe(page, name) {
  // By evaluate, which the page's policy does not stop.
  await page.evaluate(await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  for (const found of violations) troubles.push(`${name}: ${found.impact} ${found.id}: ${found.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)
}

await shoot('login', { at: '/login' })
await shoot('login-en', { at: '/login', language: 'en', size: 'wide' })
await shoot('login-dark', { at: '/login', look: 'dark', size: 'wide' })
for (const role of Object.keys(people)) await shoot(`home-${role}`, { as: role, at: `/${role}` })
const openChat = async (page) => { await page.getByRole('button', { name: /s-1024/ }).click(); await page.waitForTimeout(400) }
await shoot('desk', { as: 'agent', at: '/agent/desk', act: openChat })
await shoot('desk-inbox', { as: 'agent', at: '/agent/desk', size: 'phone' })
await shoot('desk-help', { as: 'agent', at: '/agent/desk', size: 'phone', act: async (page) => { await openChat(page); await page.getByRole('button', { name: '副驾' }).click() } })
await shoot('desk-blocked', { as: 'agent', at: '/agent/desk', act: async (page) => { await openChat(page); await page.getByRole('textbox', { name: '回复顾客' }).fill('加我微信 wx_88888888，全网最低价给你'); await page.waitForTimeout(700) } })
await shoot('desk-close', { as: 'agent', at: '/agent/desk', size: 'wide', act: async (page) => { await openChat(page); await page.keyboard.press('Alt+w'); await page.waitForTimeout(500) } })
await shoot('desk-act', { as: 'agent', at: '/agent/desk', size: 'wide', act: async (page) => { await openChat(page); await page.keyboard.press('Alt+r'); await page.waitForTimeout(300) } })
await shoot('desk-contrast', { as: 'agent', at: '/agent/desk', look: 'contrast', language: 'en', size: 'wide', act: openChat })
await shoot('desk-empty', { as: 'agent', at: '/agent/desk', empty: true })
for (const tab of ['book', 'own', 'versions', 'appeals']) await shoot(`guard-${tab}`, { as: 'brand', at: `/brand/guard?tab=${tab}` })
await shoot('guard-tried', { as: 'brand', at: '/brand/guard', size: 'wide', act: async (page) => { await page.getByRole('textbox').first().fill('亲，加我薇❤芯领返现'); await page.keyboard.press('Enter') } })
await shoot('guard-trial', { as: 'brand', at: '/brand/guard?tab=own', size: 'wide', act: (page) => page.getByRole('button', { name: '用最近的消息试跑' }).click() })
await shoot('copilot', { as: 'brand', at: '/brand/copilot', full: true })
await shoot('copilot-few', { as: 'brand', at: '/brand/copilot', empty: true, size: 'wide' })
await shoot('floor', { as: 'operator', at: '/operator/floor' })
await shoot('floor-one', { as: 'operator', at: '/operator/floor/c1' })
await shoot('home-empty', { as: 'brand', at: '/brand', empty: true })
await shoot('home-en-dark', { as: 'agent', at: '/agent', look: 'dark', language: 'en' })
await shoot('home-contrast', { as: 'operator', at: '/operator', look: 'contrast' })
await shoot('settings', { as: 'brand', at: '/brand', size: 'wide', act: (page) => page.getByRole('button', { name: /@/ }).click() })
await shoot('drawer', { as: 'brand', at: '/brand', size: 'phone', act: (page) => page.getByRole('button', { name: '打开菜单' }).click() })
await shoot('lost', { as: 'brand', at: '/brand/nowhere', size: 'wide' })
await shoot('shop', { at: '/shop', full: true })
const chatting = async (page, words = '买回来洗了一次缩水了，能退吗？') => {
  await page.getByRole('button', { name: '打开客服对话' }).click()
  await page.getByPlaceholder('说说你的问题').fill(words)
  await page.keyboard.press('Enter')
  await page.waitForTimeout(500)
}
await shoot('chat', { at: '/shop', act: async (page) => { await chatting(page); await page.locator('summary').first().click() } })
await shoot('chat-queue', { at: '/shop', act: async (page) => { await chatting(page); await page.getByRole('button', { name: '转人工' }).click() } })
await shoot('chat-agent', { at: '/shop', act: async (page) => { await chatting(page, '人工客服'); await page.waitForTimeout(200) } })
await shoot('chat-failed', { at: '/shop', size: 'wide', act: (page) => chatting(page, '断线') })
await shoot('chat-end', { at: '/shop', act: (page) => chatting(page, '再见') })
await browser.close()
server.close()

for (const one of troubles) console.error(one)
console.log(`${troubles.length} troubles; pictures in ${into}`)
process.exit(troubles.length ? 1 : 0)
