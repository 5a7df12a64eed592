// Fails the build when the agent's first load or the widget outgrows its budget
// (docs: an agent on a slow line must be able to start in three seconds).
import { readFile, rm } from 'node:fs/promises'
import { gzipSync, brotliCompressSync } from 'node:zlib'

const site = new URL('../dist/site/', import.meta.url)
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', site), 'utf8'))

const agent = ['index.html', 'src/shell/start.tsx', 'words-zh', 'src/agent/i18n.zh.json']

const budgets = [
  { what: "agent's first load (brotli)", limit: 300_000, size: await firstLoad([...agent, 'src/agent/home/Home.tsx']) },
  { what: 'the same at the desk, with the live line', limit: 300_000, size: await firstLoad([...agent, 'src/agent/desk/Desk.tsx', 'node_modules/centrifuge/build/index.mjs']) },
  { what: 'widget (gzip)', limit: 20_000, size: gzipSync(await readFile(new URL('widget/v1.js', site)), { level: 9 }).length },
]

await rm(new URL('.vite', site), { recursive: true }) // the manifest is nobody's business outside

let over = false

for (const { what, limit, size } of budgets) {
  console.log(`${what}: ${(size / 1000).toFixed(1)} kB of ${limit / 1000} kB`)
  if (size > limit) over = true
}
if (over) {
  console.error('over budget: load it later, or do without')
  process.exit(1)
}

/** Everything the browser fetches before the page stands: the entries and all they import statically. */
async function firstLoad(entries) {
  const files = new Set()
  const walk = (key) => {
    const chunk = manifest[key] ?? Object.values(manifest).find((one) => one.name === key) // files that were put together go by their name
    if (!chunk) throw new Error(`budget: ${key} is not in the build; was it moved?`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const next of chunk.imports ?? []) walk(next)
  }
  entries.forEach(walk)
  let total = 0
  for (const file of files) total += brotliCompressSync(await readFile(new URL(file, site))).length
  return total
}
