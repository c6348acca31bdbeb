// The town's map, drawn: loaded only where a map is shown, for it is the heaviest part of any page.
import { AttributionControl, Map, NavigationControl, setWorkerUrl, type GeoJSONSource, type MapGeoJSONFeature } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { townStyle, type MapTheme } from './style'
import type { At, MapDot, TownMap, TownGeometry } from './TownMap'

setWorkerUrl(workerUrl) // without it the map stays blank, and says nothing

const NEAR_PX = 22 // half of what a finger hits

/** Draw the town into an element; `hit` is told where it was tapped, and the place that was meant. */
export function drawTown(element: HTMLElement, town: TownGeometry, theme: MapTheme, title: string, hit: (at: At, place: MapGeoJSONFeature | undefined) => void): TownMap {
  const [west, south, east, north] = town.bbox
  const map = new Map({
    container: element,
    style: townStyle(theme, town, town.attribution, false),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    locale: { 'Map.Title': title },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new AttributionControl({ compact: false }))
  map.addControl(new NavigationControl({ showCompass: false }))
  map.on('click', (event) => {
    const { x, y } = event.point
    const around: [[number, number], [number, number]] = [[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]]
    const away = (found: MapGeoJSONFeature): number =>
      found.geometry.type === 'Point' ? map.project(found.geometry.coordinates as [number, number]).dist(event.point) : Infinity
    const near = map.queryRenderedFeatures(around, { layers: ['landmarks', 'stops'] }).sort((one, other) => away(one) - away(other))
    hit({ lat: event.lngLat.lat, lon: event.lngLat.lng }, near[0])
  })
  const ready = new Promise<void>((done) => map.once('load', () => done()))
  const shown: Record<'riders' | 'vehicles' | 'way', GeoJSON.FeatureCollection> = { riders: collection([]), vehicles: collection([]), way: collection([]) }
  let drawn = { theme, tiles: false }
  const show = (source: keyof typeof shown, features: GeoJSON.Feature[]): void => {
    shown[source] = collection(features)
    void ready.then(() => map.getSource<GeoJSONSource>(source)?.setData(shown[source]))
  }
  return {
    map,
    ready,
    setRiders: (dots) => show('riders', dots.map(pointOf)),
    setVehicles: (dots) => show('vehicles', dots.map(pointOf)),
    setWay: (line) => show('way', line.length < 2 ? [] : [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: line.map(({ lat, lon }) => [lon, lat]) } }]),
    fit: (points) => fit(map, points),
    setLook: (next, tiles) => {
      if (next === drawn.theme && tiles === drawn.tiles) return
      drawn = { theme: next, tiles }
      map.setStyle(townStyle(next, town, town.attribution, tiles))
      map.once('styledata', () => {
        for (const [source, data] of Object.entries(shown)) map.getSource<GeoJSONSource>(source)?.setData(data)
      })
    },
    remove: () => map.remove(),
  }
}

function fit(map: Map, points: readonly At[]): void {
  const [first] = points
  if (first === undefined) return
  const lons = points.map((point) => point.lon)
  const lats = points.map((point) => point.lat)
  map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: { top: 60, bottom: 60, left: 60, right: 90 }, maxZoom: 15, animate: false })
}

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features })

const pointOf = ({ lat, lon, ...properties }: MapDot): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
})
