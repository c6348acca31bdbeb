import { defineConfig, type Plugin } from 'vite'

const PAGES = ['rider', 'operator', 'driver', 'planner']
const SERVICE = 'http://127.0.0.1:8000'

const shell = (page: string, title: string): string => `<!doctype html>
<html lang="ja">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="manifest" href="/${page}.webmanifest" />
    <script type="module" src="/src/${page}/main.tsx"></script>
  </head>
  <body>
    <div id="page"></div>
    <noscript>この画面には JavaScript が必要です。お電話でもご予約いただけます。 / This page needs JavaScript.</noscript>
  </body>
</html>
`

/** Every page in the same shell: PAGE.html holds nothing but its title. */
const inShell: Plugin = {
  name: 'shell',
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path }) => shell(/(\w+)\.html$/.exec(path)?.[1] ?? '', /<title>(.*?)<\/title>/.exec(html)?.[1] ?? ''),
  },
}

export default defineConfig({
  plugins: [inShell],
  // `npm run dev` serves the pages at /rider.html and so on, and hands what is of the service on to it.
  // The film of a day is drawn by the same files as in reports.
  server: { proxy: { '/api': SERVICE }, fs: { allow: ['.', '../simulations/report'] } },
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
