// A film as it runs: where everybody is at a moment. Pure; the map and the words beside it both ask here.
import type { Film } from './state'

export interface Seen {
  id: string
  lon: number
  lat: number
  doing: 'driving' | 'standing' | 'off'
  aboard: number
}

export interface Waiting {
  lon: number
  lat: number
  persons: number
}

export interface Scene {
  vehicles: readonly Seen[]
  waiting: readonly Waiting[]
  persons: { waiting: number; riding: number; carried: number }
}

type Way = { points: readonly (readonly number[])[]; reached: readonly number[] }
type Leg = readonly number[]

/** Prepares a film, and then says where everybody is at any moment of it. */
export function reelOf(film: Film): (at_s: number) => Scene {
  const ways = film.ways.map(measured)
  return (at_s) => {
    const aboard = film.vehicles.map(() => 0)
    const stops = new Map<string, Waiting>()
    let waiting = 0
    let riding = 0
    let carried = 0
    for (const rider of film.riders) {
      if (rider.waits_s > at_s) break // in the order of waiting
      const left = rider.alights_s ?? Infinity
      if (rider.boards_s !== null && rider.boards_s <= at_s) {
        if (left <= at_s) carried += rider.persons
        else {
          riding += rider.persons
          if (rider.vehicle !== null) aboard[rider.vehicle] = (aboard[rider.vehicle] ?? 0) + rider.persons
        }
      } else if ((rider.gone_s ?? Infinity) > at_s) {
        waiting += rider.persons
        const [lon = 0, lat = 0] = rider.at
        const kept = stops.get(`${lon},${lat}`)
        if (kept === undefined) stops.set(`${lon},${lat}`, { lon, lat, persons: rider.persons })
        else kept.persons += rider.persons
      }
    }
    const vehicles = film.vehicles.flatMap((vehicle, number): Seen[] => {
      const leg = latest(vehicle.legs, at_s)
      const at = leg === undefined ? vehicle.start : along(ways[leg[2] ?? 0], ((at_s - (leg[0] ?? 0)) / ((leg[1] ?? 1) - (leg[0] ?? 0))))
      if (at === null || at === undefined) return []
      const driving = leg !== undefined && at_s < (leg[1] ?? 0)
      const serving = (at_s >= vehicle.from_s && at_s <= vehicle.until_s) || driving || (aboard[number] ?? 0) > 0
      return [{ id: vehicle.vehicle_id, lon: at[0] ?? 0, lat: at[1] ?? 0, doing: driving ? 'driving' : serving ? 'standing' : 'off', aboard: aboard[number] ?? 0 }]
    })
    return { vehicles, waiting: [...stops.values()], persons: { waiting, riding, carried } }
  }
}

/** The last leg that was begun by then. */
function latest(legs: readonly Leg[], at_s: number): Leg | undefined {
  let low = 0
  let high = legs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((legs[middle]?.[0] ?? 0) <= at_s) low = middle + 1
    else high = middle
  }
  return legs[low - 1]
}

function measured(points: readonly (readonly number[])[]): Way {
  let length = 0
  const reached = points.map((point, index) => {
    const before = points[index - 1] ?? point
    const east = ((point[0] ?? 0) - (before[0] ?? 0)) * Math.cos(((point[1] ?? 0) * Math.PI) / 180)
    length += Math.hypot(east, (point[1] ?? 0) - (before[1] ?? 0))
    return length
  })
  return { points, reached }
}

/** The point at a share of a way. */
function along(way: Way | undefined, share: number): readonly number[] | undefined {
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
