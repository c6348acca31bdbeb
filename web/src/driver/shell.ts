// What a tablet keeps besides the page: the map of the town, and a promise of the browser not to clear anything away.
/** Ask the browser to keep what is kept. */
export async function keepForGood(): Promise<void> {
  await navigator.storage?.persist?.()
}

/** Have the map of an area kept, where the page's worker looks for it. */
export async function keepMap(area: string): Promise<void> {
  if (!('caches' in window)) return // the service is reached without TLS, and nothing can be kept
  const map = `/api/areas/${encodeURIComponent(area)}/map.geojson`
  const maps = await caches.open('noriai-maps')
  if ((await maps.match(map)) === undefined) await maps.add(map)
}
