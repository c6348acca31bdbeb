// The town's map with everybody on it: the map stands still, and what moves is drawn on a sheet over it.
import { useEffect, useRef } from 'preact/hooks'
import type { Map } from 'maplibre-gl'
import { TownMapView } from '../map/TownMap'
import { shownTheme } from '../shell/looks'
import type { Scene } from './reel'

export interface FilmMapProps {
  area: string
  label: string
  scene: Scene
}

const VEHICLE_PX = 15
const RIDER_PX = 10

/** Vehicles with how many they carry, and at the stops how many wait. */
export function FilmMap({ area, label, scene }: FilmMapProps) {
  const sheet = useRef<HTMLCanvasElement>(null)
  const map = useRef<Map | undefined>(undefined)
  const latest = useRef(scene)
  latest.current = scene
  const redraw = (): void => {
    if (sheet.current !== null && map.current !== undefined) draw(sheet.current, map.current, latest.current)
  }
  useEffect(redraw, [scene, shownTheme.value])
  return (
    <div class="film-map">
      <TownMapView
        area={area}
        label={label}
        onReady={({ map: drawn }) => {
          map.current = drawn
          drawn.on('move', redraw)
          drawn.on('resize', redraw)
          redraw()
        }}
      />
      <canvas ref={sheet} aria-hidden="true" />
    </div>
  )
}

function draw(sheet: HTMLCanvasElement, map: Map, scene: Scene): void {
  const { clientWidth: width, clientHeight: height } = sheet
  const dense = devicePixelRatio
  if (sheet.width !== Math.round(width * dense) || sheet.height !== Math.round(height * dense)) {
    sheet.width = Math.round(width * dense)
    sheet.height = Math.round(height * dense)
  }
  const pen = sheet.getContext('2d')
  if (pen === null) return
  const style = getComputedStyle(sheet)
  const colour = (name: string): string => style.getPropertyValue(`--film-${name}`)
  pen.setTransform(dense, 0, 0, dense, 0, 0)
  pen.clearRect(0, 0, width, height)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  const dot = (lon: number, lat: number, radius: number, fill: string, text: string, ink: string): [number, number] => {
    const { x, y } = map.project([lon, lat])
    pen.beginPath()
    pen.arc(x, y, radius, 0, 2 * Math.PI)
    pen.fillStyle = fill
    pen.fill()
    pen.lineWidth = 2.5
    pen.strokeStyle = colour('halo')
    pen.stroke()
    pen.fillStyle = ink
    pen.fillText(text, x, y + 0.5)
    return [x, y]
  }
  pen.font = `700 12px ${style.fontFamily}`
  for (const stop of scene.waiting) dot(stop.lon, stop.lat, RIDER_PX, colour('rider'), String(stop.persons), colour('on-rider'))
  for (const vehicle of scene.vehicles) {
    if (vehicle.doing === 'off') continue
    pen.font = `700 14px ${style.fontFamily}`
    const fill = colour(vehicle.aboard > 0 ? 'loaded' : 'empty')
    const [x, y] = dot(vehicle.lon, vehicle.lat, VEHICLE_PX, fill, vehicle.aboard > 0 ? String(vehicle.aboard) : '', colour('on-vehicle'))
    pen.font = `700 13px ${style.fontFamily}`
    pen.lineWidth = 4
    pen.strokeStyle = colour('halo')
    pen.lineJoin = 'round'
    pen.strokeText(vehicle.id, x, y - VEHICLE_PX - 9)
    pen.fillStyle = colour('ink')
    pen.fillText(vehicle.id, x, y - VEHICLE_PX - 9)
  }
  // For tests, which ask what was drawn.
  Object.assign(sheet, { drawnScene: scene, timesDrawn: ((sheet as { timesDrawn?: number }).timesDrawn ?? 0) + 1 })
}
