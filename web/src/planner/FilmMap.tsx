// The town's map with everybody on it: the map stands still, and what moves is drawn on a sheet over it.
import { useEffect, useRef } from 'preact/hooks'
import type { Map } from 'maplibre-gl'
import { TownMapView } from '../map/TownMap'
import { shownTheme } from '../shell/looks'
import { tiles } from '../staff/TilesSwitch'
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
  const look = useRef<Look | undefined>(undefined)
  const redraw = (): void => {
    if (sheet.current === null || map.current === undefined) return
    look.current ??= lookOf(sheet.current)
    draw(sheet.current, map.current, latest.current, look.current)
  }
  const lookAgain = (): void => {
    look.current = undefined
    redraw()
  }
  useEffect(redraw, [scene])
  useEffect(lookAgain, [shownTheme.value])
  return (
    <div class="film-map">
      <TownMapView
        area={area}
        label={label}
        tiles={tiles.value}
        onReady={({ map: drawn }) => {
          map.current = drawn
          drawn.on('move', redraw)
          drawn.on('resize', lookAgain)
          redraw()
        }}
      />
      <canvas ref={sheet} aria-hidden="true" />
    </div>
  )
}

const COLOURS = ['loaded', 'empty', 'on-vehicle', 'rider', 'on-rider', 'halo', 'ink'] as const

interface Look {
  width: number
  height: number
  font: string
  colours: Readonly<Record<(typeof COLOURS)[number], string>>
}

/** How the sheet looks and how large it is: asking costs a layout, so it is not asked for every frame. */
function lookOf(sheet: HTMLCanvasElement): Look {
  const style = getComputedStyle(sheet)
  const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--film-${name}`)])) as Look['colours']
  const { clientWidth: width, clientHeight: height } = sheet
  sheet.width = Math.round(width * devicePixelRatio)
  sheet.height = Math.round(height * devicePixelRatio)
  return { width, height, font: style.fontFamily, colours }
}

function draw(sheet: HTMLCanvasElement, map: Map, scene: Scene, { width, height, font, colours }: Look): void {
  const dense = devicePixelRatio
  const pen = sheet.getContext('2d', { desynchronized: true }) // a layer of its own: 40 frames a second by software, not 25
  if (pen === null) return
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
    pen.strokeStyle = colours.halo
    pen.stroke()
    pen.fillStyle = ink
    pen.fillText(text, x, y + 0.5)
    return [x, y]
  }
  pen.font = `700 12px ${font}`
  for (const stop of scene.waiting) dot(stop.lon, stop.lat, RIDER_PX, colours.rider, String(stop.persons), colours['on-rider'])
  for (const vehicle of scene.vehicles) {
    if (vehicle.doing === 'off') continue
    pen.font = `700 14px ${font}`
    const fill = colours[vehicle.aboard > 0 ? 'loaded' : 'empty']
    const [x, y] = dot(vehicle.lon, vehicle.lat, VEHICLE_PX, fill, vehicle.aboard > 0 ? String(vehicle.aboard) : '', colours['on-vehicle'])
    pen.font = `700 13px ${font}`
    pen.lineWidth = 4
    pen.strokeStyle = colours.halo
    pen.lineJoin = 'round'
    pen.strokeText(vehicle.id, x, y - VEHICLE_PX - 9)
    pen.fillStyle = colours.ink
    pen.fillText(vehicle.id, x, y - VEHICLE_PX - 9)
  }
  // For tests, which ask what was drawn.
  Object.assign(sheet, { drawnScene: scene, timesDrawn: ((sheet as { timesDrawn?: number }).timesDrawn ?? 0) + 1 })
}
