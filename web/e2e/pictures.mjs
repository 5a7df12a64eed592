// The README's two pictures, from a running demo: the desk with a conversation
// on it, and the wall.
//   node e2e/pictures.mjs BASE FOLDER
import path from 'node:path'
import { chromium } from 'playwright-core'

const [base, into] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const { items: logins } = await (await fetch(base + '/api/v1/demo/logins')).json()

async function signIn(role) {
  const login = logins.find((l) => l.role === role)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(base + '/')
  await page.fill('input[type=email], input[name=email]', login.email)
  await page.fill('input[type=password]', login.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((u) => u.pathname.startsWith('/' + role))
  return page
}

const wall = await signIn('operator')
await wall.goto(base + '/operator/wall')
await wall.waitForTimeout(5000)
await wall.screenshot({ path: path.join(into, 'wall.png') })

const desk = await signIn('agent')
await desk.goto(base + '/agent/desk')
await desk.waitForTimeout(1500)
await desk.locator('select').first().selectOption('available')
for (let tries = 0; tries < 120; tries++) {
  await desk.waitForTimeout(1000)
  await desk.keyboard.press('Alt+a') // accept what is offered
  if ((await desk.locator('textarea').count()) > 0) break
}
await desk.waitForTimeout(4000)
await desk.screenshot({ path: path.join(into, 'desk.png') })
await desk.setViewportSize({ width: 390, height: 844 })
await desk.waitForTimeout(1000)
await desk.screenshot({ path: path.join(into, 'desk-phone.png') })
await browser.close()
