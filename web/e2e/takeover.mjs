// A supervisor takes a conversation over, answers, and hands it back, against a
// running demo: the agent loses it, the shopper reads the supervisor, and then an
// agent has it again.
//   node e2e/takeover.mjs BASE OPERATOR-EMAIL PASSWORD [FOLDER-FOR-PICTURES]
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { askForPerson, call, signIn, until } from './desk.mjs'

const [base, email, password, pictures] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

try {
  const supervisor = await signIn(browser, base, email, password)
  const { page: shopper, chat } = await askForPerson(browser, base)
  const holder = async () => (await call(base, supervisor.token, 'GET', `/operator/chats/${chat}`)).chat
  const agent = await until('an agent has it', async () => (await holder()).state === 'human' && (await holder()).agent_id)

  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  const thrown = []
  page.on('pageerror', (fault) => thrown.push(fault.message))
  await context.addCookies(supervisor.cookies)
  await page.goto(`${base}/operator/floor/${chat}`)
  await page.locator('main h1').first().waitFor()
  await picture(page, 'looked-at')

  await page.locator('main header button.ant-btn-primary').click()
  await page.locator('dialog[open] button.ant-btn-primary').click()
  const field = page.locator('main form textarea').first()
  await field.waitFor()
  const taken = (await holder()).agent_id
  assert.notEqual(taken, agent, "it has left the agent's desk")
  const words = '您好，我是主管，这件事由我来处理。'
  await field.fill(words)
  await field.press('Enter')
  await page.locator('main [data-author=agent]').getByText(words).first().waitFor()
  await shopper.getByText(words).first().waitFor({ timeout: 90_000 })
  await picture(page, 'taken-over')
  await page.setViewportSize({ width: 390, height: 844 })
  await picture(page, 'taken-over-phone')
  await page.setViewportSize({ width: 1280, height: 860 })

  await page.locator('main section button.ant-btn').filter({ hasText: /转/ }).first().click()
  const why = page.locator('dialog[open] input').first()
  await why.fill('已安抚，请继续跟进')
  await picture(page, 'handing-back')
  await page.locator('dialog[open] button.ant-btn-primary').click()
  await until('somebody else has it, or it waits for somebody', async () => (await holder()).agent_id !== taken)
  await field.waitFor({ state: 'detached' })
  await picture(page, 'handed-back')
  assert.deepEqual(thrown, [], 'a page threw')
  console.log('takeover: all held')
} finally {
  await browser.close()
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` })
}
