// Keeps the driver's page and map in the tablet, so that both open and work where there is no reception.
const SHELL = 'driver-shell'
const MAPS = 'driver-maps'
const PAGE = '/driver'
const BESIDE = ['/driver.webmanifest', '/icon.svg']
const PATIENCE_MS = 3000 // a page that comes slower than this is shown as it was kept

self.addEventListener('install', (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== location.origin) return
  if (mode === 'navigate') event.respondWith(freshPage(event))
  else if (pathname.startsWith('/assets/') || BESIDE.includes(pathname)) event.respondWith(keptFirst(event.request))
  else if (pathname.endsWith('/map.geojson')) event.respondWith(freshMap(event.request))
})

/** The page, and every file that it may ever load, as the build lists them. */
async function keepShell() {
  const [page, listed] = await Promise.all([fetch(PAGE, { cache: 'no-cache' }), fetch('/.vite/manifest.json', { cache: 'no-cache' })])
  if (!page.ok || !listed.ok) throw new Error('the page could not be kept')
  const files = filesOf(await listed.json(), 'driver.html')
  const shell = await caches.open(SHELL)
  const kept = new Set((await shell.keys()).map((request) => new URL(request.url).pathname))
  await shell.addAll([...files, ...BESIDE].filter((path) => !kept.has(path)))
  await shell.put(PAGE, page) // last: whoever finds it finds its files too
  await Promise.all([...kept].filter((path) => path.startsWith('/assets/') && !files.has(path)).map((path) => shell.delete(path)))
}

function filesOf(listed, name, files = new Set()) {
  const { file, css = [], assets = [], imports = [], dynamicImports = [] } = listed[name]
  if (files.has(`/${file}`)) return files
  for (const path of [file, ...css, ...assets]) files.add(`/${path}`)
  for (const other of [...imports, ...dynamicImports]) filesOf(listed, other, files)
  return files
}

async function freshPage(event) {
  const asked = fetch(event.request)
  const kept = await caches.match(PAGE, { cacheName: SHELL })
  if (kept === undefined) return asked
  const late = new Promise((_, giveUp) => setTimeout(giveUp, PATIENCE_MS))
  try {
    const answer = await Promise.race([asked, late])
    if (!answer.ok) return kept
    event.waitUntil(renew(answer.clone(), kept.clone()))
    return answer
  } catch {
    asked.catch(() => undefined)
    return kept
  }
}

/** Keep the page anew where another version is served. */
async function renew(answer, kept) {
  if ((await answer.text()) !== (await kept.text())) await keepShell()
}

async function keptFirst(request) {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request)
}

async function freshMap(request) {
  const maps = await caches.open(MAPS)
  try {
    const answer = await fetch(request)
    if (answer.ok) await maps.put(request, answer.clone())
    return answer
  } catch (fault) {
    const kept = await maps.match(request)
    if (kept === undefined) throw fault
    return kept
  }
}
