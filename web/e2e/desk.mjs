// What several scripts need of a running program: somebody signed in, and an
// agent with a conversation.
import assert from 'node:assert/strict'

/** Signs in beside the screens. */
export async function signIn(browser, base, email, password) {
  const context = await browser.newContext()
  const answer = await context.request.post(base + '/api/v1/sessions', { data: { email, password } })
  assert.ok(answer.ok(), `${email} signs in: ${answer.status()}`)
  const { access_token: token } = await answer.json()
  const cookies = await context.cookies()
  await context.close()
  return { token, cookies }
}

/** Calls the API as whoever signed in. */
export async function call(base, token, method, path, body) {
  const answer = await fetch(base + '/api/v1' + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`)
  return answer.status === 204 ? undefined : answer.json()
}

/** Asks until it is so, a minute and a half at most. */
export async function until(what, isSo) {
  for (const end = Date.now() + 90_000; Date.now() < end; await new Promise((next) => setTimeout(next, 400))) {
    const found = await isSo()
    if (found) return found
  }
  throw new Error(`never: ${what}`)
}

/** A shopper who asks for a person, with their page open. */
export async function askForPerson(browser, base) {
  const page = await browser.newPage({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  page.setDefaultTimeout(30_000)
  const opened = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/widget/v1/chats'))
  await page.goto(base + '/shop/')
  await page.locator('button.bubble').click()
  await page.locator('textarea').fill('转人工')
  await page.locator('textarea').press('Enter')
  const { chat_id: chat } = await (await opened).json()
  return { page, chat }
}

/** The agent holds a conversation, an old one or a new one. In a demo others are ready too: shoppers come until one is this agent's. */
export async function holdOne(browser, base, token) {
  const board = () => call(base, token, 'GET', '/agent/desk')
  if ((await board()).chats.length > 0) return
  await call(base, token, 'PUT', '/agent/desk/state', { state: 'available' })
  await until('a shopper is with the agent', async () => {
    const { page, chat } = await askForPerson(browser, base)
    try {
      for (let tries = 0; tries < 8; tries++, await page.waitForTimeout(500)) {
        const now = await board()
        for (const one of now.reservations) await call(base, token, 'POST', `/agent/reservations/${one.id}/accept`)
        if (now.chats.some((one) => one.id === chat)) return true
      }
      return false
    } finally {
      await page.close()
    }
  })
}
