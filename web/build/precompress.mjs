// Writes .br and .gz beside every text file of the site, so that the program
// never compresses while a shopper waits. Files that do not shrink get none.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const site = new URL('../dist/site/', import.meta.url).pathname
const worth = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest'])
const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

for (const entry of await readdir(site, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath ?? entry.path, entry.name)
  if (!entry.isFile() || !worth.has(path.extname(file))) continue
  const body = await readFile(file)
  const [br, gz] = await Promise.all([
    brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
    zip(body, { level: 9 }),
  ])
  if (br.length < body.length) await writeFile(file + '.br', br)
  if (gz.length < body.length) await writeFile(file + '.gz', gz)
}
