import { useSignal } from '@preact/signals'
import type { Map } from 'maplibre-gl'
import { useEffect, useRef } from 'preact/hooks'
import { shownTheme } from '../shell/looks'
import { say } from '../words/shell'
import type { MapTheme } from './style'
import './map.css'

export interface At {
  lat: number
  lon: number
}

/** A point on the map: `label` is written beside it, `colour` is a vehicle's own. */
export interface MapDot extends At {
  id: string
  label?: string
  colour?: string
}

export interface TownGeometry extends GeoJSON.FeatureCollection {
  attribution: string
  bbox: [number, number, number, number]
}

/** A place that was tapped. */
export interface TappedPlace {
  place_id: string
  name: string
  kana: string
}

/** The drawn map, for whoever moves things on it. */
export interface TownMap {
  readonly map: Map
  readonly ready: Promise<void>
  setRiders(dots: readonly MapDot[]): void
  setVehicles(dots: readonly MapDot[]): void
  setWay(line: readonly At[]): void
  fit(points: readonly At[]): void
  setLook(theme: MapTheme, tiles: boolean): void
  remove(): void
}

export interface TownMapViewProps {
  area: string
  /** What the map is of: its name for those who do not see it. */
  label: string
  riders?: readonly MapDot[]
  vehicles?: readonly MapDot[]
  way?: readonly At[]
  /** What must be in sight; everything, where nothing is named. */
  fit?: readonly At[]
  onTap?(at: At, place: TappedPlace | undefined): void
  onReady?(drawn: TownMap): void
  /** Whether tiles of another server lie under it. */
  tiles?: boolean
  class?: string
}

const towns = new globalThis.Map<string, Promise<TownGeometry>>()

/** What there is to draw of a town; asked for once. */
export function townGeometry(area: string): Promise<TownGeometry> {
  const kept = towns.get(area)
  if (kept !== undefined) return kept
  const asked = fetch(`/api/areas/${encodeURIComponent(area)}/map.geojson`).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status))
    return answer.json() as Promise<TownGeometry>
  })
  towns.set(area, asked)
  asked.catch(() => towns.delete(area))
  return asked
}

/** The town's own map, loaded when it is first shown. What it shows must be said in words beside it as well. */
export function TownMapView({ area, label, riders, vehicles, way, fit, onTap, onReady, tiles = false, class: name }: TownMapViewProps) {
  const element = useRef<HTMLDivElement>(null)
  const drawn = useSignal<TownMap | undefined>(undefined)
  const failed = useSignal(false)
  const tapped = useRef(onTap)
  tapped.current = onTap

  useEffect(() => {
    let over = false
    const open = async (): Promise<void> => {
      const [{ drawTown }, town] = await Promise.all([import('./drawn'), townGeometry(area)])
      if (over || element.current === null) return
      const made = drawTown(element.current, town, shownTheme.peek(), label, (at, place) => {
        tapped.current?.(at, place?.properties as TappedPlace | undefined)
      })
      drawn.value = made
      // For tests, which ask the map what it shows.
      Object.assign(element.current, { drawnMap: made.map })
      await made.ready
      if (element.current) element.current.dataset['ready'] = 'true'
      onReady?.(made)
    }
    open().catch(() => (failed.value = true))
    return () => {
      over = true
      drawn.peek()?.remove()
      drawn.value = undefined
    }
  }, [area])

  useEffect(() => drawn.value?.setRiders(riders ?? []), [drawn.value, riders])
  useEffect(() => drawn.value?.setVehicles(vehicles ?? []), [drawn.value, vehicles])
  useEffect(() => drawn.value?.setWay(way ?? []), [drawn.value, way])
  useEffect(() => drawn.value?.fit(fit ?? []), [drawn.value, JSON.stringify(fit)])
  useEffect(() => drawn.value?.setLook(shownTheme.value, tiles), [drawn.value, shownTheme.value, tiles])

  return failed.value ? (
    <p class="notice warn">{say('map.failed')}</p>
  ) : (
    <div class={`town-map ${name ?? ''}`} ref={element} />
  )
}
