/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { appAhead, firstModules } from './build/first.ts'

// In development the program itself answers the API; say where it listens with MANYHANDS_URL.
const program = process.env['MANYHANDS_URL'] ?? 'http://127.0.0.1:8080'
const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '')

export default defineConfig(async ({ command, mode }) => {
  const first = command === 'build' && mode !== 'test' ? await firstModules(root, [react()].flat()) : { small: new Set<string>(), app: new Set<string>() }
  return {
    plugins: [react(), appAhead()],
    resolve: { alias: { '@': `${root}/src` } },
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
      chunkSizeWarningLimit: 800, // the vendor's part below; build/budget.mjs holds what counts
      rolldownOptions: {
        output: {
          // Few files for the first page, and what changes rarely keeps its name, and so its place in the cache, across releases.
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [
              { name: 'words-zh', test: /\/src\/(ui|shell|inbox)\/i18n\.zh\.json$|\/locale\/zh_CN\.js$/ },
              { name: 'words-en', test: /\/src\/(ui|shell|inbox)\/i18n\.en\.json$/ },
              { name: 'small', test: (id: string) => first.small.has(id) || id.includes('rolldown/runtime') },
              { name: 'vendor', test: (id: string) => first.app.has(id) && id.includes('/node_modules/') },
              { name: 'app', test: (id: string) => first.app.has(id) },
            ],
          },
        },
      },
    },
    test: { include: ['src/**/*.test.{ts,tsx}', 'widget/**/*.test.ts'], environment: 'node' },
  }
})
