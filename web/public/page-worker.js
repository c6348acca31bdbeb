// Keeps a page and what it loads, so that it opens without a connection. Answers about people are never kept here.
// Registered as /page-worker.js?page=driver&whole: with `whole` the parts a page loads later (its map) are kept at once.
const asked = new URL(self.location.href).searchParams
const NAME = asked.get('page')
const WHOLE = asked.has('whole')
const PAGE = `/${NAME}`
const BESIDE = [`/${NAME}.webmanifest`, '/icon.svg']
const SHELL = `noriai-${NAME}`
const MAPS = 'noriai-maps'
const MAP = /^\/api\/areas\/[^/]+\/map\.geojson$/
const PATIENCE_MS = 3000 // what comes slower than this is shown as it was kept

self.addEventListener('install', (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== self.location.origin) return
  if (pathname === PAGE) event.respondWith(freshPage(event))
  else if (pathname.startsWith('/assets/') || BESIDE.includes(pathname)) event.respondWith(keptFirst(event.request))
  else if (MAP.test(pathname)) event.respondWith(freshMap(event.request))
})

/** The page and its files; those of an earlier build go. */
async function keepShell() {
  const [page, listed] = await Promise.all([PAGE, '/.vite/manifest.json'].map((path) => fetch(path, { cache: 'no-cache' })))
  if (!page.ok || !listed.ok) throw new Error('the page could not be kept')
  const chunks = await listed.json()
  const shell = await caches.open(SHELL)
  const kept = new Set((await shell.keys()).map((request) => new URL(request.url).pathname))
  await shell.addAll([...filesOf(chunks, `${NAME}.html`), ...BESIDE].filter((path) => !kept.has(path)))
  await shell.put(PAGE, page) // last: whoever finds it finds its files too
  const built = new Set(Object.values(chunks).flatMap(filesIn))
  await Promise.all([...kept].filter((path) => path.startsWith('/assets/') && !built.has(path)).map((path) => shell.delete(path)))
}

/** The files of a chunk and of all that it imports, as the build lists them. */
function filesOf(chunks, name, files = new Set()) {
  const own = filesIn(chunks[name])
  if (own.every((path) => files.has(path))) return files
  for (const path of own) files.add(path)
  const { imports = [], dynamicImports = [] } = chunks[name]
  for (const other of [...imports, ...(WHOLE ? dynamicImports : [])]) filesOf(chunks, other, files)
  return files
}

const filesIn = ({ file, css = [], assets = [] }) => [file, ...css, ...assets].map((path) => `/${path}`)

async function freshPage(event) {
  const coming = fetch(event.request)
  const kept = await caches.match(PAGE, { cacheName: SHELL })
  if (kept === undefined) return coming
  const answer = await inTime(coming)
  if (!answer?.ok) return kept
  event.waitUntil(renew(answer.clone(), kept.clone()))
  return answer
}

/** Keep the page anew where another version is served. */
async function renew(answer, kept) {
  if ((await answer.text()) !== (await kept.text())) await keepShell()
}

/** Files are named after their content: what is kept is right. */
async function keptFirst(request) {
  const shell = await caches.open(SHELL)
  const kept = await shell.match(request)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) await shell.put(request, answer.clone())
  return answer
}

async function freshMap(request) {
  const maps = await caches.open(MAPS)
  const kept = await maps.match(request)
  const coming = fetch(request)
  const answer = kept === undefined ? await coming : await inTime(coming)
  if (!answer?.ok) return kept ?? answer
  await maps.put(request, answer.clone())
  return answer
}

/** What has come while one waits patiently; undefined where nothing has. */
function inTime(coming) {
  const late = new Promise((giveUp) => setTimeout(giveUp, PATIENCE_MS))
  return Promise.race([coming.catch(() => undefined), late])
}
