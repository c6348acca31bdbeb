// A scene of a film drawn on a sheet that lies over a map. The planner's page imports this file, and reports carry it within them.

/** What is coloured, each by the style `--film-NAME` of its page. */
export const COLOURS = /** @type {const} */ (['loaded', 'empty', 'on-vehicle', 'rider', 'on-rider', 'unmet', 'snow', 'closed', 'halo', 'ink'])

/**
 * @typedef {Readonly<Record<(typeof COLOURS)[number], string>>} Colours
 * @typedef {{width: number, height: number, font: string, colours: Colours,
 *   project: (point: readonly number[]) => readonly [number, number]}} Sheet
 */

const VEHICLE_PX = 15
const RIDER_PX = 10
const SLOW_M = 250 // so far round a place its roads are drawn as slow
const M_PER_DEGREE = 111_320

/**
 * Vehicles with how many they carry, at the stops how many wait or were not fetched, and snow and closed roads beneath.
 * The sheet is clear.
 * @param {CanvasRenderingContext2D} pen
 * @param {import('./reel.js').Scene} scene
 * @param {Sheet} sheet
 */
export function drawScene(pen, scene, sheet) {
  const { font, colours, project } = sheet
  if (scene.weather !== undefined) drawWeather(pen, scene.weather, sheet)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  /** @param {readonly number[]} at @param {number} radius @param {string} fill @param {string} edge @param {string} text @param {string} ink */
  const dot = (at, radius, fill, edge, text, ink) => {
    const [x, y] = project(at)
    pen.beginPath()
    pen.arc(x, y, radius, 0, 2 * Math.PI)
    pen.fillStyle = fill
    pen.fill()
    pen.lineWidth = 2.5
    pen.strokeStyle = edge
    pen.stroke()
    pen.fillStyle = ink
    pen.fillText(text, x, y + 0.5)
    return /** @type {const} */ ([x, y])
  }
  pen.font = `700 12px ${font}`
  for (const { lon, lat, persons } of scene.waiting) dot([lon, lat], RIDER_PX, colours.rider, colours.halo, String(persons), colours['on-rider'])
  for (const { lon, lat, persons } of scene.unmet) {
    dot([lon, lat], RIDER_PX + 1.5, colours.halo, colours.unmet, String(persons), colours.unmet)
    const [x, y] = project([lon, lat])
    drawCross(pen, x + RIDER_PX, y - RIDER_PX, 4, colours.unmet)
  }
  for (const vehicle of scene.vehicles) {
    if (vehicle.doing === 'off') continue
    pen.font = `700 14px ${font}`
    const fill = colours[vehicle.aboard > 0 ? 'loaded' : 'empty']
    const [x, y] = dot([vehicle.lon, vehicle.lat], VEHICLE_PX, fill, colours.halo, vehicle.aboard > 0 ? String(vehicle.aboard) : '', colours['on-vehicle'])
    pen.font = `700 13px ${font}`
    pen.lineWidth = 4
    pen.strokeStyle = colours.halo
    pen.lineJoin = 'round'
    pen.strokeText(vehicle.id, x, y - VEHICLE_PX - 9)
    pen.fillStyle = colours.ink
    pen.fillText(vehicle.id, x, y - VEHICLE_PX - 9)
  }
}

/**
 * The slower the roads, the deeper the snow; deeper still round places where they are slower than elsewhere.
 * @param {CanvasRenderingContext2D} pen @param {import('./reel.js').Drawn} weather @param {Sheet} sheet
 */
function drawWeather(pen, weather, { width, height, colours, project }) {
  pen.save()
  pen.fillStyle = colours.snow
  pen.globalAlpha = deepOf(weather.speed)
  pen.fillRect(0, 0, width, height)
  for (const { speed, at } of weather.slow) {
    pen.globalAlpha = deepOf(speed)
    pen.beginPath() // all of them at once: where they lie over each other it is not deeper
    for (const point of at) {
      const [x, y] = project(point)
      const [, north] = project([point[0] ?? 0, (point[1] ?? 0) + SLOW_M / M_PER_DEGREE])
      pen.moveTo(x + y - north, y)
      pen.arc(x, y, Math.max(y - north, 0), 0, 2 * Math.PI)
    }
    pen.fill()
  }
  pen.restore()
  for (const line of weather.closed) drawClosed(pen, line.map(project), colours)
  for (const point of weather.closed_at) {
    const [x, y] = project(point)
    drawCross(pen, x, y, 7, colours.closed)
  }
}

/** @param {number} speed times the usual */
const deepOf = (speed) => Math.min(Math.max(1 - speed, 0), 0.8) * 0.8

/** @param {CanvasRenderingContext2D} pen @param {readonly (readonly [number, number])[]} line @param {Colours} colours */
function drawClosed(pen, line, colours) {
  pen.lineCap = 'butt'
  for (const [lineWidth, stroke, dash] of /** @type {const} */ ([[8, colours.halo, []], [5, colours.closed, [10, 6]]])) {
    pen.beginPath()
    for (const [x, y] of line) pen.lineTo(x, y)
    pen.lineWidth = lineWidth
    pen.strokeStyle = stroke
    pen.setLineDash([...dash])
    pen.stroke()
  }
  pen.setLineDash([])
  const middle = line[line.length >> 1]
  if (middle !== undefined) drawCross(pen, middle[0], middle[1], 7, colours.closed)
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {number} arm @param {string} colour */
function drawCross(pen, x, y, arm, colour) {
  pen.beginPath()
  pen.moveTo(x - arm, y - arm)
  pen.lineTo(x + arm, y + arm)
  pen.moveTo(x + arm, y - arm)
  pen.lineTo(x - arm, y + arm)
  pen.lineWidth = 3.5
  pen.strokeStyle = colour
  pen.stroke()
}
