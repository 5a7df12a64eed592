// A model endpoint clicked through, against a running program that it is set
// for: prose becomes a draft, an answer is put in other words, a voice is heard
// where the bot is in doubt; then the endpoint lies, is slow and dies, and the
// shopper still reads what the brand wrote, and the brand reads why.
//   node e2e/model.mjs BASE EMAIL PASSWORD MODEL [FOLDER-FOR-PICTURES]
// MODEL is an endpoint that a POST to /be/well|lying|slow|dead makes so
// (internal/app/model_browser_test.go serves one).
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { call, signIn, until } from './desk.mjs'

const [base, email, password, model, pictures] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const written = '签收后七天内可以无理由退货'
const thrown = []

try {
  const brand = await signIn(browser, base, email, password)
  await teach(brand.token)
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  await context.addCookies(brand.cookies)
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', (fault) => thrown.push(fault.message))

  await be('well')
  await draft(page, '旧衣换新')
  await page.getByText('旧衣换新').first().waitFor()
  await page.locator('details summary').first().click()
  await page.getByText('发放换新券').first().waitFor()
  await picture(page, 'draft')
  await page.locator('button.ant-btn-primary.ant-btn-sm').first().click()
  await page.locator('table a, table td').filter({ hasText: '旧衣换新' }).first().waitFor()

  assert.match(await asked('七天无理由怎么退'), /^(?:\S{1,4}，)?您好呀/, 'the model found other words')
  await why(page, '七天无理由怎么退', '由模型改写')
  await picture(page, 'in-other-words')

  await until('the voice is heard', async () => {
    await page.goto(`${base}/brand/bench`) // a conversation of its own each time: what is asked a third time calls a person
    await say(page, '这衣裳瞧不上眼，想寄还给店家')
    return (await page.getByText('看起来像（向量模型）').count()) > 0
  })
  await picture(page, 'voice')

  await be('lying')
  const lied = await asked('可以退货吗')
  assert.ok(lied.includes(written) && !lied.includes('三十天'), `a lie was told: ${lied}`)
  await why(page, '可以退货吗', '模型改了数字')
  await draft(page, '撒谎的流程')
  await alert(page, 'model_nonsense')

  await be('slow')
  assert.ok((await asked('不喜欢能退吗')).includes(written), 'a model that never answers keeps nobody from the answer')
  await why(page, '不喜欢能退吗', '模型没有按时回答')
  await draft(page, '慢的流程')
  await alert(page, 'model_slow')
  await picture(page, 'slow')

  await be('dead')
  assert.ok((await asked('签收以后几天能退')).includes(written), 'a dead model keeps nobody from the answer')
  await why(page, '签收以后几天能退', '模型服务没有响应')
  await draft(page, '没有模型的流程')
  await alert(page, 'model_down')
  await picture(page, 'dead')
  await page.setViewportSize({ width: 390, height: 844 })
  await picture(page, 'dead-phone')

  assert.deepEqual(thrown, [], 'a page threw')
  console.log('model: all held')
} finally {
  await browser.close()
}

async function be(how) {
  assert.ok((await fetch(`${model}/be/${how}`, { method: 'POST' })).ok)
}

/** Two more subjects and ways enough to ask, for the voice to know how alike is alike. */
async function teach(token) {
  const articles = {
    ship: ['多久发货', '付款后四十八小时内发货，从杭州仓寄出。', ['什么时候发货', '几天发货呀', '今天能发货吗', '发货要多久', '怎么还不发货', '周末发货吗', '多久能寄出', '下单几天发货']],
    wash: ['怎么洗', '冷水手洗，平铺晾干，不要烘干。', ['可以机洗吗', '怎么洗才不缩水', '能不能用洗衣机洗', '水洗还是干洗', '洗的时候用几度水', '第一次要单独洗吗', '洗完怎么晾', '能和别的一起洗吗']],
    returns: [null, null, ['退货怎么退', '退货要几天', '想退货怎么办', '退货要吊牌吗', '签收以后几天能退', '穿过还能退吗', '退货款什么时候到', '怎么申请退货']],
  }
  const lines = []
  for (const [id, [title, body, ways]] of Object.entries(articles)) {
    if (title) await put(token, `/brand/articles/${id}`, 'text/markdown', 'PUT', `---\ntitle: ${title}\n---\n${body}\n`)
    for (const text of ways) lines.push(JSON.stringify({ text, article: id }))
  }
  await put(token, '/brand/imports/questions', 'application/jsonl', 'POST', lines.join('\n'))
}

async function put(token, path, type, method, body) {
  const answer = await fetch(base + '/api/v1' + path, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': type, 'Idempotency-Key': crypto.randomUUID() }, body })
  assert.ok(answer.ok, `${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`)
}

/** A shopper of their own asks in the widget; the bot's answer. */
async function asked(question) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  try {
    await page.goto(base + '/shop/')
    await page.locator('button.bubble').click()
    await page.locator('textarea').fill(question)
    await page.locator('textarea').press('Enter')
    const answer = page.locator('.log').getByText(written).first()
    await answer.waitFor()
    return (await answer.innerText()).trim()
  } finally {
    await context.close()
  }
}

/** The brand opens the conversation and reads why the bot said so. */
async function why(page, question, reason) {
  const { items } = await call(base, await tokenOf(page), 'GET', '/brand/chats?limit=5')
  for (const one of items) {
    await page.goto(`${base}/brand/chats/${one.id}`)
    await page.locator('main [data-author=shopper]').first().waitFor()
    if ((await page.locator('main [data-author=shopper]').getByText(question, { exact: true }).count()) === 0) continue
    await page.locator('main [data-author=bot] details summary').last().click()
    await page.locator('main [data-author=bot] details[open]').getByText(reason).first().waitFor()
    return
  }
  assert.fail(`no conversation asks ${question}`)
}

async function tokenOf() {
  return (tokenOf.known ??= (await signIn(browser, base, email, password)).token)
}

async function draft(page, title) {
  await page.goto(`${base}/brand/procedures/new`)
  const form = page.locator('form').filter({ has: page.getByText('写成草稿') }).first()
  await form.locator('input').first().fill(title)
  await form.locator('textarea').first().fill('先问旧衣是哪一件，再核对照片，然后发放换新券，发完告诉顾客。')
  await form.getByRole('button', { name: '写成草稿' }).click()
}

async function alert(page, code) {
  await page.locator('[role=alert]').filter({ hasText: code }).first().waitFor()
}

async function say(page, text) {
  await page.locator('main textarea').fill(text)
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/brand/bot/try'))
  await page.locator('main textarea').press('Enter')
  const { reply } = await (await answered).json()
  await page.locator('[role=log]').getByText(reply.text.split('\n')[0]).first().waitFor() // what is beside it is drawn with it
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
}
