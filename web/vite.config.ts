/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// In development the program itself answers the API; say where it listens with MANYHANDS_URL.
const program = process.env['MANYHANDS_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
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
          ],
        },
      },
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}', 'widget/**/*.test.ts'], environment: 'node' },
})
