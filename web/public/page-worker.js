// Keeps a page and what it loads, so that it opens without a connection. Answers about people are never kept here.
// Registered as /page-worker.js?page=driver&whole: with `whole` the parts a page loads later (its map) are kept at once.
const asked = new URL(self.location.href).searchParams
const PAGE = `/${asked.get('page')}`
const WHOLE = asked.has('whole')
const KEPT = `noriai${PAGE}`
const PATIENCE_MS = 4000
const MAP = /^\/api\/areas\/[^/]+\/map\.geojson$/

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(keepAll())
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (pathname === PAGE) event.respondWith(newest(PAGE, event))
  else if (pathname.startsWith('/assets/')) event.respondWith(keptOrFetched(request))
  else if (MAP.test(pathname)) event.respondWith(newest(request, event))
})

/** The page and its files are kept; those of an earlier build go. */
async function keepAll() {
  const cache = await caches.open(KEPT)
  const manifest = await (await fetch('/.vite/manifest.json', { cache: 'no-cache' })).json()
  const files = new Set()
  const gather = (name) => {
    const chunk = manifest[name]
    if (chunk === undefined || files.has(`/${chunk.file}`)) return
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(`/${file}`)
    for (const other of [...(chunk.imports ?? []), ...(WHOLE ? (chunk.dynamicImports ?? []) : [])]) gather(other)
  }
  gather(`${PAGE.slice(1)}.html`)
  await cache.put(PAGE, await fetch(PAGE, { cache: 'no-cache' }))
  await Promise.all([...files].map(async (file) => (await cache.match(file)) ?? cache.add(file)))
  const known = new Set(Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]))
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    if (pathname.startsWith('/assets/') && !known.has(pathname.slice(1))) await cache.delete(url)
  }
}

/** From the service where it answers in time, else as it was kept. */
async function newest(request, event) {
  const cache = await caches.open(KEPT)
  const kept = await cache.match(request)
  try {
    const answer = await fetch(request, kept === undefined ? {} : { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (answer.ok) {
      await cache.put(request, answer.clone())
      if (request === PAGE) event.waitUntil(keepAll())
      return answer
    }
    return kept ?? answer
  } catch (fault) {
    if (kept !== undefined) return kept
    throw fault
  }
}

/** Files are named after their content: what is kept is right. */
async function keptOrFetched(request) {
  const cache = await caches.open(KEPT)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}
