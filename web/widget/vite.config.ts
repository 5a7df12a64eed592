import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// One plain script for strangers' pages: no imports, no globals, nothing to configure.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  build: {
    outDir: '../dist/site/widget',
    emptyOutDir: true,
    target: 'es2020',
    lib: { entry: 'main.ts', name: 'ManyhandsWidget', formats: ['iife'], fileName: () => 'v1.js' },
  },
})
