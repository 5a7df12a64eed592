import { build, type Plugin, type Rolldown } from 'vite'

type Bundle = Rolldown.RolldownOutput['output'] | Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk & { viteMetadata?: { importedCss: Set<string> } }

/** The page's small entry, and what it imports once it has asked who is here: the app itself. */
const entry = '/src/main.ts'
const start = '/src/shell/start.tsx'

/** What the small entry itself stands on, and what else a first page cannot do without. */
export type First = { small: Set<string>; app: Set<string> }

/**
 * Builds the app once, to nowhere, and tells which modules a first page cannot
 * do without. Left to itself the build makes a dozen small files of them, one
 * for each set of later pages that shares something; on a line with a long way
 * to go, six at a time, every six files are a round trip. With the list, they
 * become three.
 */
export async function firstModules(root: string, plugins: Plugin[]): Promise<First> {
  const made = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins,
    resolve: { alias: { '@': `${root}/src` } },
    build: { write: false, minify: false, target: 'es2022' },
  })) as Rolldown.RolldownOutput
  const modules = (of: string) => closure(made.output, of).flatMap((chunk) => chunk.moduleIds.filter((id) => !id.endsWith(entry) && !id.endsWith(start)))
  const small = new Set(modules(entry))
  return { small, app: new Set(modules(start).filter((id) => !small.has(id))) }
}

/**
 * Names the app in the page's head. The entry imports it only when it has asked
 * who is here, and the browser would find it a round trip late.
 */
export function appAhead(): Plugin {
  return {
    name: 'app-ahead',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return
        const chunks = closure(bundle, start).sort((a, b) => b.code.length - a.code.length) // the longest way first
        const looks = new Set(chunks.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]))
        const links = [
          ...[...looks].map((file) => ({ rel: 'stylesheet', href: `/${file}` })),
          ...chunks.map(({ fileName }) => ({ rel: 'modulepreload', href: `/${fileName}` })),
        ]
        return links.filter(({ href }) => !html.includes(`${href}"`)).map((attrs) => ({ tag: 'link', attrs: { crossorigin: true, ...attrs }, injectTo: 'head' as const }))
      },
    },
  }
}

/** A module's chunk and all that it imports statically. */
function closure(bundle: Bundle, module: string): Chunk[] {
  const chunks = Object.values(bundle).filter((one): one is Chunk => one.type === 'chunk')
  const found = new Set<Chunk>()
  const walk = (chunk: Chunk | undefined) => {
    if (!chunk || found.has(chunk)) return
    found.add(chunk)
    for (const file of chunk.imports) walk(chunks.find((one) => one.fileName === file))
  }
  walk(chunks.find((one) => one.moduleIds.some((id) => id.endsWith(module))))
  if (found.size === 0) throw new Error(`build/first: ${module} is not in the build; was it moved?`)
  return [...found]
}
