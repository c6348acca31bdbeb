// A film as it runs: where everybody is at a moment. Pure; maps and the words beside them both ask here.
// The planner's page imports this file, and reports carry it within them.

/**
 * @typedef {{lon: number, lat: number, persons: number}} Party
 * @typedef {{id: string, lon: number, lat: number, doing: 'driving' | 'standing' | 'off', aboard: number}} Seen
 * @typedef {{from_s: number, level: string, speed: number, halted: boolean, closed_ways: readonly number[],
 *   closed_at: readonly (readonly number[])[], slow: readonly {speed: number, at: readonly (readonly number[])[]}[]}} Weather
 * @typedef {{
 *   from_s: number, until_s: number, ways: readonly (readonly (readonly number[])[])[],
 *   vehicles: readonly {vehicle_id: string, from_s: number, until_s: number, start: readonly number[] | null,
 *     legs: readonly (readonly number[])[]}[],
 *   riders: readonly {at: readonly number[], persons: number, waits_s: number, boards_s: number | null,
 *     alights_s: number | null, gone_s: number | null, unmet?: boolean, vehicle: number | null}[],
 *   weather?: readonly Weather[]}} Film
 * @typedef {Weather & {closed: readonly (readonly (readonly number[])[])[]}} Drawn weather with its closed roads as lines
 * @typedef {{vehicles: readonly Seen[], waiting: readonly Party[], unmet: readonly Party[], weather: Drawn | undefined,
 *   persons: {waiting: number, riding: number, carried: number, unmet: number}}} Scene
 * @typedef {{points: readonly (readonly number[])[], reached: readonly number[]}} Way
 */

/** Whom the service failed stays in the picture for so long, and is counted from then on. */
const SHOWN_UNMET_S = 900

/**
 * Prepares a film, and then says where everybody is at any moment of it.
 * @param {Film} film
 * @returns {(at_s: number) => Scene}
 */
export function reelOf(film) {
  const ways = film.ways.map(measured)
  const weathers = (film.weather ?? []).map((each) => ({ ...each, closed: each.closed_ways.map((number) => film.ways[number] ?? []) }))
  return (at_s) => {
    const aboard = film.vehicles.map(() => 0)
    const persons = { waiting: 0, riding: 0, carried: 0, unmet: 0 }
    const waiting = together()
    const unmet = together()
    for (const rider of film.riders) {
      if (rider.waits_s > at_s) break // in the order of waiting
      const boarded = rider.boards_s !== null && rider.boards_s <= at_s
      const gone_s = rider.gone_s ?? Infinity
      if (boarded && (rider.alights_s ?? Infinity) <= at_s) persons.carried += rider.persons
      else if (gone_s <= at_s) {
        if (!rider.unmet) continue
        persons.unmet += rider.persons
        if (!boarded && at_s < gone_s + SHOWN_UNMET_S) unmet.add(rider.at, rider.persons)
      } else if (boarded) {
        persons.riding += rider.persons
        if (rider.vehicle !== null) aboard[rider.vehicle] = (aboard[rider.vehicle] ?? 0) + rider.persons
      } else {
        persons.waiting += rider.persons
        waiting.add(rider.at, rider.persons)
      }
    }
    const vehicles = film.vehicles.flatMap((vehicle, number) => seen(vehicle, ways, aboard[number] ?? 0, at_s))
    const weather = weathers.filter((each) => each.from_s <= at_s).at(-1)
    return { vehicles, waiting: waiting.parties(), unmet: unmet.parties(), weather, persons }
  }
}

/** Who is at one place is shown together. */
function together() {
  /** @type {Map<string, Party>} */
  const stops = new Map()
  return {
    /** @param {readonly number[]} at @param {number} persons */
    add([lon = 0, lat = 0], persons) {
      const kept = stops.get(`${lon},${lat}`)
      if (kept === undefined) stops.set(`${lon},${lat}`, { lon, lat, persons })
      else kept.persons += persons
    },
    parties: () => [...stops.values()],
  }
}

/**
 * @param {Film['vehicles'][number]} vehicle @param {readonly Way[]} ways @param {number} aboard @param {number} at_s
 * @returns {Seen[]}
 */
function seen(vehicle, ways, aboard, at_s) {
  const leg = latest(vehicle.legs, at_s)
  const [departs_s = 0, arrives_s = 1, way = 0] = leg ?? []
  const at = leg === undefined ? vehicle.start : along(ways[way], (at_s - departs_s) / (arrives_s - departs_s))
  if (at === null || at === undefined) return []
  const driving = leg !== undefined && at_s < arrives_s
  const serving = (at_s >= vehicle.from_s && at_s <= vehicle.until_s) || driving || aboard > 0
  return [{ id: vehicle.vehicle_id, lon: at[0] ?? 0, lat: at[1] ?? 0, doing: driving ? 'driving' : serving ? 'standing' : 'off', aboard }]
}

/**
 * The last leg that was begun by then.
 * @param {readonly (readonly number[])[]} legs @param {number} at_s
 */
function latest(legs, at_s) {
  let low = 0
  let high = legs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((legs[middle]?.[0] ?? 0) <= at_s) low = middle + 1
    else high = middle
  }
  return legs[low - 1]
}

/** @param {readonly (readonly number[])[]} points @returns {Way} */
function measured(points) {
  let length = 0
  const reached = points.map((point, index) => {
    const before = points[index - 1] ?? point
    const east = ((point[0] ?? 0) - (before[0] ?? 0)) * Math.cos(((point[1] ?? 0) * Math.PI) / 180)
    length += Math.hypot(east, (point[1] ?? 0) - (before[1] ?? 0))
    return length
  })
  return { points, reached }
}

/**
 * The point at a share of a way.
 * @param {Way | undefined} way @param {number} share @returns {readonly number[] | undefined}
 */
function along(way, share) {
  if (way === undefined) return undefined
  const whole = way.reached.at(-1) ?? 0
  const gone = Math.min(Math.max(share, 0), 1) * whole
  const next = way.reached.findIndex((reached) => reached >= gone)
  const to = way.points[next]
  const from = way.points[next - 1]
  if (to === undefined || from === undefined) return to ?? way.points[0]
  const before = way.reached[next - 1] ?? 0
  const part = (gone - before) / ((way.reached[next] ?? 0) - before || 1)
  return [(from[0] ?? 0) + part * ((to[0] ?? 0) - (from[0] ?? 0)), (from[1] ?? 0) + part * ((to[1] ?? 0) - (from[1] ?? 0))]
}
