// The town's map with the vehicle and its next places; the same stands in words beside it.
import { useRef } from 'preact/hooks'
import { TownMapView, type At, type MapDot } from '../map/TownMap'
import type { Call, Manifest } from './ahead'
import { tablet } from './tablet'
import { here } from './whereabouts'
import { say as sayShared } from '../words/shell'

export interface RoadMapProps {
  manifest: Manifest
  onTap?(at: At): void
  /** A point that was chosen. */
  chosen?: At | undefined
}

/** Where the vehicle is, or was seen last, and in which order the next places come. */
export function RoadMap({ manifest, onTap, chosen }: RoadMapProps) {
  const { area, vehicle_id } = tablet.value as NonNullable<typeof tablet.value>
  const at = here.value ?? manifest.place
  const places = nextPlaces(manifest)
  const vehicle: MapDot = { id: vehicle_id, lat: at.lat, lon: at.lon }
  const dots = useLasting(chosen ? [{ id: 'chosen', ...chosen, label: '×' }] : places)
  const vehicles = useLasting([vehicle])
  const next = places[0]
  // About a hundred metres: the map follows without trembling.
  const near = (degrees: number): number => Math.round(degrees * 1000) / 1000
  const fit = useLasting(next ? [{ lat: next.lat, lon: next.lon }, { lat: near(at.lat), lon: near(at.lon) }] : [])
  return <TownMapView area={area} label={sayShared('map')} riders={dots} vehicles={vehicles} fit={fit} {...(onTap ? { onTap: (point: At) => onTap(point) } : {})} />
}

const SHOWN = 4

/** The next places, numbered as they come; one that is called at again has all its numbers. */
function nextPlaces({ calls }: Manifest): MapDot[] {
  const numbers = new Map<string, number[]>()
  for (const [index, { place }] of calls.slice(0, SHOWN).entries()) numbers.set(place.place_id, [...(numbers.get(place.place_id) ?? []), index + 1])
  return [...numbers].map(([id, own]) => {
    const { lat, lon, name } = (calls[(own[0] as number) - 1] as Call).place
    return { id, lat, lon, label: `${own.join('・')} ${name}` }
  })
}

/** The same array for as long as it says the same, so that the map moves only what has moved. */
function useLasting<T>(value: T): T {
  const kept = useRef(value)
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) kept.current = value
  return kept.current
}
