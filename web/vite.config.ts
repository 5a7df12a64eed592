/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

// In development the program itself answers the API; say where it listens with MANYHANDS_URL.
const program = process.env['MANYHANDS_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), appAhead()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    proxy: {
      '/api': program,
      '/widget': program,
      '/live': { target: program, ws: true },
    },
  },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    manifest: true, // read by build/budget.mjs
    target: 'es2022',
    assetsInlineLimit: 0, // no data: URLs, so the policy can stay img-src 'self'
    rolldownOptions: {
      output: {
        // What changes rarely keeps its name, and so its place in the cache, across releases.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'tanstack', test: /node_modules\/@tanstack\// },
            { name: 'i18n', test: /node_modules\/(i18next|react-i18next)\// },
            { name: 'icons', test: /node_modules\/@ant-design\/(icons|icons-svg)\// },
          ],
        },
      },
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}', 'widget/**/*.test.ts'], environment: 'node' },
})

/**
 * Names the app's larger part in the page's head. The entry imports it only
 * when it has asked who is here, and the browser would find it a round trip late.
 * Low, so that the question itself does not stand in the queue behind it.
 */
function appAhead(): Plugin {
  return {
    name: 'app-ahead',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === 'chunk')
        const found = new Set<string>()
        const looks = new Set<string>()
        const walk = (file: string) => {
          const chunk = chunks.find((one) => one.fileName === file)
          if (!chunk || found.has(file)) return
          found.add(file)
          chunk.viteMetadata?.importedCss.forEach((css) => looks.add(css))
          chunk.imports.forEach(walk)
        }
        const app = chunks.find((one) => one.moduleIds.some((id) => id.endsWith('/src/shell/start.tsx')))
        if (bundle && !app) throw new Error('vite.config: src/shell/start.tsx is not in the build; was it moved?')
        if (app) walk(app.fileName)
        const links = [...[...looks].map((file) => ['stylesheet', file]), ...[...found].map((file) => ['modulepreload', file])]
        return links.filter(([, file]) => !html.includes(`/${file}"`)).map(([rel, file]) => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/${file}`, ...(rel === 'modulepreload' ? { fetchpriority: 'low' } : {}) }, injectTo: 'head' as const }))
      },
    },
  }
}
