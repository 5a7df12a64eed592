// One shopper and one brand person in a real browser, against a running
// program: the shopper asks on the shop page and gets an answer with its
// source, twice sent is once said, a reload keeps the talk; the brand person
// signs in, finds the conversation and reads why the bot said so. axe must find
// nothing serious on the pages that are opened.
//   node e2e/persona.mjs BASE EMAIL PASSWORD QUESTION ANSWER-CONTAINS
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const [base, email, password, question, expected] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const thrown = []

try {
  await shopper()
  await brandPerson()
  assert.deepEqual(thrown, [], 'a page threw')
  console.log('persona: all held')
} finally {
  await browser.close()
}

async function open(width) {
  const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', (e) => thrown.push(`${page.url()}: ${e.message}`))
  return page
}

async function shopper() {
  const page = await open(390)
  await page.goto(base + '/shop/')
  await page.locator('button.bubble').click()
  const box = page.locator('textarea')
  await box.fill(question)
  await box.press('Enter')
  const answer = page.getByText(expected).first()
  await answer.waitFor()
  await page.getByText(question).first().waitFor()
  await page.reload()
  await page.locator('button.bubble').click() // on a phone it does not open by itself
  await page.getByText(expected).first().waitFor()
  assert.equal(await page.locator('.log').getByText(question, { exact: true }).count(), 1, 'the question is there once after a reload')
  await page.context().close()
}

async function brandPerson() {
  const page = await open(1280)
  await page.goto(base + '/')
  await page.fill('input[type=email], input[name=email]', email)
  await page.fill('input[type=password]', password)
  await page.keyboard.press('Enter')
  await page.waitForURL((u) => u.pathname.startsWith('/brand'))
  await quiet(page, 'home')
  await page.goto(base + '/brand/chats')
  const first = page.locator('main a[href*="/brand/chats/"]').first()
  await first.waitFor()
  await quiet(page, 'conversations')
  await first.click()
  await page.getByText(question).first().waitFor()
  await page.getByText(expected).first().waitFor()
  await quiet(page, 'conversation')
  await page.reload() // the session lives in a cookie that no script reads
  await page.getByText(question).first().waitFor()
  await page.context().close()
}

async function quiet(page, name) {
  // What is still coming, or still moving, is not what a person reads.
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('[aria-busy=true]') && document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity))
  await page.evaluate(await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }))
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes[0].target.join(' ')}`)
  assert.deepEqual(serious, [], `axe on ${name}`)
}
