// How the town's own map looks, in each theme; without glyphs, so that names are drawn with the device's fonts.
import type { ExpressionSpecification, FilterSpecification, RasterSourceSpecification, StyleSpecification } from 'maplibre-gl'

export type MapTheme = 'light' | 'dark' | 'contrast'

interface Colours {
  ground: string
  road: string
  edge: string
  area: string
  stop: string
  landmark: string
  ink: string
  halo: string
  vehicle: string
  rider: string
  route: string
}

const COLOURS: Record<MapTheme, Colours> = {
  light: {
    ground: '#f2f2ee', road: '#ffffff', edge: '#8a8a8a', area: '#0017c1', stop: '#0055ad', landmark: '#5c10be',
    ink: '#1a1a1a', halo: '#ffffff', vehicle: '#b8003c', rider: '#0c472a', route: '#0017c1',
  },
  dark: {
    ground: '#1b1e24', road: '#525a67', edge: '#0e1013', area: '#9db7f9', stop: '#97d3ff', landmark: '#d5b8ff',
    ink: '#f4f5f7', halo: '#16181d', vehicle: '#ff9db5', rider: '#9bd4b5', route: '#b9ceff',
  },
  contrast: {
    ground: '#000000', road: '#9a9a9a', edge: '#000000', area: '#ffe600', stop: '#00e5ff', landmark: '#ffffff',
    ink: '#ffffff', halo: '#000000', vehicle: '#ffe600', rider: '#7dffb0', route: '#ffe600',
  },
}

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }
const LABEL = { 'text-max-width': 8, 'text-padding': 4 }
const ROUND = { 'line-cap': 'round', 'line-join': 'round' } as const
const only = (kind: string): FilterSpecification => ['==', ['get', 'kind'], kind]
/** Metres-like widths: a road is as wide on the map as it is important to see. */
const wide = (far: number, near: number, nearest: number): ExpressionSpecification => [
  'interpolate', ['exponential', 1.6], ['zoom'], 10, far, 14, near, 18, nearest,
]

/** Tiles of the Geospatial Information Authority of Japan; where they lie under the map, they show the roads. */
const TILES: RasterSourceSpecification = {
  type: 'raster',
  tiles: ['https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png'],
  tileSize: 256,
  minzoom: 5,
  maxzoom: 18,
  attribution: '<a href="https://maps.gsi.go.jp/development/ichiran.html" target="_blank" rel="noopener noreferrer">国土地理院（地理院タイル）</a>',
}
const TILES_SEEN: Record<MapTheme, number> = { light: 1, dark: 0.45, contrast: 0.3 }

/** The layers of every map: area, roads, stops, landmarks; over them a way, riders and vehicles. */
export function townStyle(theme: MapTheme, town: GeoJSON.FeatureCollection, attribution: string, tiles: boolean): StyleSpecification {
  const colours = COLOURS[theme]
  const roads = { ...ROUND, visibility: tiles ? 'none' : 'visible' } as const
  const text = { 'text-color': colours.ink, 'text-halo-color': colours.halo, 'text-halo-width': 2 }
  return {
    version: 8,
    sources: {
      ...(tiles ? { tiles: TILES } : {}),
      town: { type: 'geojson', data: town, attribution },
      way: { type: 'geojson', data: EMPTY },
      riders: { type: 'geojson', data: EMPTY },
      vehicles: { type: 'geojson', data: EMPTY },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      ...(tiles ? [{ id: 'tiles', type: 'raster', source: 'tiles', paint: { 'raster-opacity': TILES_SEEN[theme] } } as const] : []),
      { id: 'area', type: 'line', source: 'town', filter: only('area'), paint: { 'line-color': colours.area, 'line-width': 3, 'line-dasharray': [3, 2] } },
      { id: 'road-edges', type: 'line', source: 'town', filter: only('road'), layout: roads, paint: { 'line-color': colours.edge, 'line-width': wide(2.4, 7.5, 29) } },
      { id: 'roads', type: 'line', source: 'town', filter: only('road'), layout: roads, paint: { 'line-color': colours.road, 'line-width': wide(1.2, 5, 24) } },
      { id: 'way', type: 'line', source: 'way', layout: ROUND, paint: { 'line-color': colours.route, 'line-width': 5 } },
      { id: 'stops', type: 'circle', source: 'town', filter: only('stop'), paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2, 12, 4, 16, 8], 'circle-color': colours.halo, 'circle-stroke-color': colours.stop, 'circle-stroke-width': 3 } },
      { id: 'landmarks', type: 'circle', source: 'town', filter: only('landmark'), paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 3, 12, 5, 16, 9], 'circle-color': colours.landmark, 'circle-stroke-color': colours.halo, 'circle-stroke-width': 2 } },
      { id: 'landmark-names', type: 'symbol', source: 'town', filter: only('landmark'), minzoom: 12.5, layout: { ...LABEL, 'text-field': ['get', 'name'], 'text-size': 15, 'text-anchor': 'top', 'text-offset': [0, 0.7] }, paint: text },
      { id: 'stop-names', type: 'symbol', source: 'town', filter: only('stop'), minzoom: 13.5, layout: { ...LABEL, 'text-field': ['get', 'name'], 'text-size': 14, 'text-anchor': 'top', 'text-offset': [0, 0.6] }, paint: text },
      { id: 'riders', type: 'circle', source: 'riders', paint: { 'circle-radius': 9, 'circle-color': colours.rider, 'circle-stroke-color': colours.halo, 'circle-stroke-width': 3 } },
      { id: 'rider-names', type: 'symbol', source: 'riders', layout: { ...LABEL, 'text-field': ['get', 'label'], 'text-size': 15, 'text-variable-anchor': ['bottom', 'top', 'left', 'right'], 'text-radial-offset': 0.9, 'text-allow-overlap': true }, paint: text },
      { id: 'vehicles', type: 'circle', source: 'vehicles', paint: { 'circle-radius': 12, 'circle-color': ['coalesce', ['get', 'colour'], colours.vehicle], 'circle-stroke-color': colours.halo, 'circle-stroke-width': 3 } },
      { id: 'vehicle-names', type: 'symbol', source: 'vehicles', layout: { ...LABEL, 'text-field': ['get', 'label'], 'text-size': 15, 'text-anchor': 'top', 'text-offset': [0, 1], 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: text },
    ],
  }
}
