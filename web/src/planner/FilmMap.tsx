// The town's map with everybody on it: the map stands still, and what moves is drawn on a sheet over it.
import { useEffect, useRef } from 'preact/hooks'
import type { Map } from 'maplibre-gl'
import { TownMapView } from '../map/TownMap'
import { shownTheme } from '../shell/looks'
import { tiles } from '../staff/TilesSwitch'
import { COLOURS, drawScene, type Colours } from '../../../simulations/report/film_drawing.js'
import type { Scene } from '../../../simulations/report/reel.js'

export interface FilmMapProps {
  area: string
  label: string
  scene: Scene
}

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

interface Look {
  width: number
  height: number
  font: string
  colours: Colours
}

/** How the sheet looks and how large it is: asking costs a layout, so it is not asked for every frame. */
function lookOf(sheet: HTMLCanvasElement): Look {
  const style = getComputedStyle(sheet)
  const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--film-${name}`)])) as unknown as Colours
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
  const project = ([lon = 0, lat = 0]: readonly number[]): readonly [number, number] => {
    const { x, y } = map.project([lon, lat])
    return [x, y]
  }
  pen.clearRect(0, 0, width, height)
  drawScene(pen, scene, { width, height, font, colours, project })
  // For tests, which ask what was drawn.
  Object.assign(sheet, { drawnScene: scene, timesDrawn: ((sheet as { timesDrawn?: number }).timesDrawn ?? 0) + 1 })
}
