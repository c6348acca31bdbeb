// What makes the page open without reception: its worker, the map of the town, and a promise not to be cleared away.
/** Have the page kept in the tablet. */
export async function keepPage(): Promise<void> {
  void navigator.storage?.persist?.()
  await navigator.serviceWorker?.register('/driver-worker.js', { scope: '/driver' })
}

/** Have the map of an area kept as well, where the page's worker looks for it. */
export async function keepMap(area: string): Promise<void> {
  if (!('caches' in window)) return // the service is reached without TLS, and nothing can be kept
  const map = `/api/areas/${encodeURIComponent(area)}/map.geojson`
  const maps = await caches.open('driver-maps')
  if ((await maps.match(map)) === undefined) await maps.add(map)
}
