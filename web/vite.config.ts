import { defineConfig } from 'vite'

const PAGES = ['rider', 'operator', 'driver', 'planner']
const SERVICE = 'http://127.0.0.1:8000'

export default defineConfig({
  // `npm run dev` serves the pages at /rider.html and so on, and hands what is of the service on to it.
  server: { proxy: { '/api': SERVICE } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../api/static',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0, // the pages' policy lets nothing be loaded that is not a file of ours
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // the map library; no page waits for it
    rolldownOptions: { input: Object.fromEntries(PAGES.map((page) => [page, `${page}.html`])) },
  },
  worker: { format: 'es' },
})
